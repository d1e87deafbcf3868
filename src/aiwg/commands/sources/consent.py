"""A yes to what was reviewed: from a person at a terminal, or typed with the command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.commands.sources.moves import ReviewedMove
from aiwg.commands.sources.place import DeclaringPlace
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.review.model import Review
from aiwg.output.console import is_terminal, paint, say
from aiwg.output.terminal.prompts import confirm
from aiwg.trust.store import read_consents, write_consents


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """What was typed about a review, and in which form it is printed.

    `accept` are findings of the audit, by their keys; `whole`: show all of its text; `syncs`: what is accepted is
    deployed at once. `line` is the command as it was typed, which a message completes.
    """

    line: str
    yes: bool = False
    dry_run: bool = False
    whole: bool = False
    as_json: bool = False
    as_markdown: bool = False
    syncs: bool = False
    accept: tuple[str, ...] = ()
    accept_moved_tag: bool = False

    @property
    def is_for_people(self) -> bool:
        """Say whether the review is printed as text, and somebody may be asked."""
        return not (self.as_json or self.as_markdown)


def unaccepted(place: DeclaringPlace, reviews: Iterable[Review], accept: Sequence[str]) -> list[str]:
    """Return the findings that refuse the reviews: those that were accepted neither now nor with `aiwg trust`.

    Raises UserError (usage) for a key that no finding has.
    """
    stops = {stop.key: stop.hash for review in reviews for stop in review.stops}
    for key in accept:
        if key not in stops:
            raise UserError(f'no finding has the name "{key}".', exit=Exit.USAGE, hint="Copy it from the review.")
    given = read_consents(place.folder)
    return [key for key, hash in stops.items() if given.get(key) != hash and key not in accept]


def keep_accepted(place: DeclaringPlace, reviews: Iterable[Review], accept: Sequence[str]) -> None:
    """Keep the findings that were accepted as `aiwg trust` does: bound to the bytes that they are in."""
    given = {stop.key: stop.hash for review in reviews for stop in review.stops if stop.key in accept}
    if given:
        write_consents(place.folder, {**read_consents(place.folder), **given})


def refusal(place: DeclaringPlace, moves: Sequence[ReviewedMove], options: ReviewOptions) -> UserError | None:
    """Return why a yes would not be enough: findings that nobody accepted, or a tag that was moved."""
    barred = next((finding for each in moves for finding in each.review.barred), None)
    if barred is not None:
        return UserError(f"not accepted: {barred.message}.", exit=Exit.REFUSED, hint=barred.hint)
    keys = unaccepted(place, (each.review for each in moves), options.accept)
    moved = [each.declared.id for each in moves if each.move.is_tag_moved and not options.accept_moved_tag]
    words = [*(f"--accept {key}" for key in keys), *(["--accept-moved-tag"] if moved else [])]
    if not keys and not moved:
        return None
    what = "a tag was moved" if moved and not keys else "the audit found something that stops a deploy"
    return UserError(
        f"aiwg wrote nothing: {what}.", exit=Exit.REFUSED, hint=f"If you accept it: {options.line} {' '.join(words)}"
    )


def say_next(command: str, reviews: Iterable[Review]) -> None:
    """Say what to run next: the command that deploys, after an approval if something needs one."""
    waits = any(each.needs_approval and not each.approved for review in reviews for each in review.runs)
    first = f"approve what it can run with {paint('aiwg trust', 'hint')}, then " if waits else ""
    say(f"  Next: {first}{paint(command, 'hint')}")


def is_agreed(options: ReviewOptions, question: str) -> bool:
    """Say whether somebody agrees; without an answer say how to give one."""
    if options.yes:
        return True
    if options.is_for_people and is_terminal():
        return confirm(question)
    if options.is_for_people:
        say("aiwg wrote nothing: it can't ask because this is not a terminal.")
        say(f"  {paint(f'{options.line} --yes', 'hint')}")
    return False
