"""aiwg update: newer states of the declared sources, reviewed before the lock moves."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.commands.review_report import review_json, say_review
from aiwg.commands.sources.consent import ReviewOptions, is_agreed, keep_accepted, refusal, say_next
from aiwg.commands.sources.moves import ReviewedMove, read_state, review_update
from aiwg.commands.sources.place import DeclaringPlace, named_sources, source_actions, write_sources
from aiwg.core.changes import has_changed
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.review.model import CURRENT, UNUSED
from aiwg.fetching.git import silent
from aiwg.output.console import paint, say, say_json
from aiwg.output.terminal.transient import show_wait
from aiwg.scaffold.sources import with_ref
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.lock import Lock


def run_update(ids: Sequence[str], to: str, place: DeclaringPlace, options: ReviewOptions) -> int:
    """Show what an update changes and write it if somebody agrees; return the exit code.

    5 for a dry run that found something to update, 7 where nobody agreed or something has to be accepted first.
    """
    declared = named_sources(place, ids)
    if to and len(ids) != 1:
        raise UserError("--to needs the ID of one source.", exit=Exit.USAGE, hint="aiwg update ID --to REF")
    if not declared:
        return _nothing_declared(options)
    return _run([(each, to) for each in declared], place, options)


def run_lock_declared(ids: Sequence[str], place: DeclaringPlace, options: ReviewOptions) -> int:
    """Do the same for sources whose entry in aiwg.lock does not agree with aiwg.yaml, to the versions that it names."""
    wanted = [(each, each.ref) for each in named_sources(place, ids) if place.lock.entry_of(each) is None]
    if not wanted and options.is_for_people:
        say("aiwg.lock has the versions that aiwg.yaml names.")
    return _run(wanted, place, options)


def _run(wanted: Sequence[tuple[GitSource, str]], place: DeclaringPlace, options: ReviewOptions) -> int:
    """Review each source on its way to a ref, an empty one for the newest state; write it if somebody agrees."""
    waiting = show_wait if options.is_for_people else silent
    moves = [review_update(place, read_state(place, each, waiting), to, waiting) for each, to in wanted]
    if options.is_for_people:
        for each in moves:
            _say_move(each, options)
    changed = [each for each in moves if each.is_new or place.lock.entry_of(each.declared) is None]
    refused = refusal(place, changed, options)
    agreed = bool(changed) and refused is None and not options.dry_run and is_agreed(options, _question(changed))
    if agreed:
        write_sources(place, *_written(place, changed))
        keep_accepted(place, [each.review for each in changed], options.accept)
    if options.as_json:
        would_write = options.dry_run and refused is None and any(source_actions(place, *_written(place, changed)))
        pairs = [(each.review, each.move) for each in moves]
        say_json(review_json("update", pairs, agreed, refused, has_changed() or would_write))
    elif options.as_markdown and moves:
        _say_markdown(changed or moves, refused)
    elif agreed:
        _say_written(changed, options.syncs)
    if refused is not None and not options.as_json:
        raise refused
    if not changed or agreed:
        return Exit.OK
    return Exit.REFUSED if refused is not None or not options.dry_run else Exit.DRIFT


def _nothing_declared(options: ReviewOptions) -> int:
    if options.as_json:
        say_json(review_json("update", [], False, None, has_changed()))
    else:
        say(f"aiwg.yaml declares no source to update. Add one: {paint('aiwg add owner/repo', 'hint')}")
    return Exit.OK


def _say_move(each: ReviewedMove, options: ReviewOptions) -> None:
    say_review(each.review, each.move, options.whole)
    if each.lost:
        say(f"  The accepted state cannot be compared with: {each.lost}")
    say()


def _say_markdown(moves: Sequence[ReviewedMove], refused: UserError | None) -> None:
    from aiwg.commands.review_markdown import review_markdown  # only bots ask for it

    say(review_markdown([(each.review, each.move) for each in moves], refused))


def _question(changed: Sequence[ReviewedMove]) -> str:
    names = ", ".join(each.declared.id for each in changed)
    return f"Update {names}?"


def _written(place: DeclaringPlace, changed: Sequence[ReviewedMove]) -> tuple[str, Lock]:
    """Return aiwg.yaml and aiwg.lock with the sources that move."""
    text, lock = place.text, place.lock.without_others(place.declared)
    before = {each.id: each for each in place.declared}
    for each in changed:
        old = before[each.declared.id]
        if each.declared.ref != old.ref:
            text = with_ref(text, place.entry_of(old), each.declared.ref)
        lock = lock.with_entry(each.declared.id, each.fetched.locked)
    return text, lock


def _say_written(changed: Sequence[ReviewedMove], syncs: bool) -> None:
    names = ", ".join(each.declared.id for each in changed)
    say(f"{paint('Updated', 'ok')} {names}.")
    if not syncs and any(each.review.result not in (CURRENT, UNUSED) for each in changed):
        say_next("aiwg sync", [each.review for each in changed])
