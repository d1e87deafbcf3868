"""A review as the text of a pull request. No text of a source can be a link, a mention, an image or HTML in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aiwg.artifact.ids import shown
from aiwg.commands.review_report import SHORT, SIGNED, counted, lines_of
from aiwg.core.errors import UserError
from aiwg.deployment.review.model import CHANGED, CURRENT, GONE, UNUSED, ArtifactChange, Review, RunChange
from aiwg.fetching.history import SourceMove
from aiwg.output.diff import shown_line

MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 characters for the text of a pull request, and a bot adds some of its own."""

ROOM_OF_ENDS = 400
"""Characters that are kept free for the lines that say what was cut, and for what folds the text of the changes."""

MOST_ROWS = 100
"""Rows of one list that are shown."""

MOST_OF_ONE = 500
"""Characters of one value, such as a command, that are shown."""

_TICKS = re.compile("`+")


def review_markdown(reviewed: Iterable[tuple[Review, SourceMove]], refused: UserError | None) -> str:
    """Return reviews as Markdown, of at most MOST_CHARACTERS; the text of the changes comes last and is cut if need be.

    `refused` says why nobody should accept it without a look.
    """
    parts, files = list[str](), list[str]()
    if refused is not None:
        parts += [f"**{_said(refused.message)}**", _code(refused.hint) if refused.hint else ""]
    for review, move in reviewed:
        parts += _summary(review, move)
        files += _files(review)
    text = _fitting("\n\n".join(part for part in parts if part).splitlines())
    return f"{text}\n{_folded(files, MOST_CHARACTERS - len(text))}"


def _fitting(lines: Iterable[str]) -> str:
    """Return as many whole lines as there is room for: a cut line could leave a code span open."""
    kept, used = list[str](), 0
    for line in lines:
        used += len(line) + 1
        if used > MOST_CHARACTERS - ROOM_OF_ENDS:
            kept.append("- ... and more: `aiwg update --dry-run`")
            break
        kept.append(line)
    return "\n".join(kept)


def _summary(review: Review, move: SourceMove) -> Iterator[str]:
    yield f"### {_code(review.id)}"
    yield "\n".join(_moved(move))
    if review.result == CURRENT:
        yield "Up to date."
    elif review.result == UNUSED:
        yield f"No artifact that this project uses changed. {counted(review.unused, 'other artifact')} changed."
    yield _listed(f"- {each.change} {_code(each.key)}{''.join(_notes(each))}" for each in review.artifacts)
    if review.tokens:
        more = "more" if review.tokens > 0 else "fewer"
        yield f"Every request contains about {abs(review.tokens):,} tokens {more}."
    yield from _runs(review.runs)
    yield from _findings(review)
    yield _listed(
        f"- {_code(each.key)} {each.change} upstream; {_code(each.by)} of this project stays in its place."
        for each in review.overridden
    )


def _moved(move: SourceMove) -> Iterator[str]:
    before = ""
    if move.before_commit is not None:
        before = f"{_code(f'{move.before_ref} {move.before_commit[:SHORT]}')} to "
    yield f"- {before}{_code(f'{move.ref} {move.commit[:SHORT]}')} of {_code(move.url)}"
    if move.commits is not None:
        yield f"- {counted(move.commits, 'commit')}"
    if move.signature is not None:
        who = _code(move.signature.signer) if move.signature.signer else "unknown"
        yield f"- {SIGNED[move.signature.grade].format(signer=who)}"
    if move.is_tag_moved:
        yield f"- **The tag {_code(move.ref)} was moved: it no longer points to the commit in aiwg.lock.**"


def _notes(each: ArtifactChange) -> Iterator[str]:
    if each.change == CHANGED and (each.added or each.removed):
        yield f", +{each.added} -{each.removed} lines"
    if each.tokens:
        yield f", {each.tokens:+,} tokens in every request"
    if each.restriction:
        yield f", **a restriction is {each.restriction}**"


def _runs(runs: Iterable[RunChange]) -> Iterator[str]:
    listed = [each for each in runs if each.needs_approval or each.change != GONE]
    if listed:
        yield "**Can run commands or grant permissions:**"
    yield _listed(_run(each) for each in listed)


def _run(each: RunChange) -> str:
    state = "runs if an agent starts it"
    if each.needs_approval:
        state = "approved as it is now" if each.approved else "needs `aiwg trust` or a policy"
    details = "".join(f"\n  - {_said(what)}: {_code(value)}" for what, value in each.details)
    return f"- {each.change} {_code(each.key)}, {state}{details}"


def _findings(review: Review) -> Iterator[str]:
    if review.stops:
        yield "**The audit refuses this until somebody accepts it:**"
    found = [*((each.finding, f" (`--accept` {_code(each.key)})") for each in review.stops)]
    stopped = [each for each, _ in found]
    found += [(each, "") for each in review.findings if each not in stopped]
    yield _listed(
        f"- {each.level}: {f'{_code(each.where())}: ' if each.file else ''}{_code(each.message)}{accept}"
        for each, accept in found
    )


def _files(review: Review) -> Iterator[str]:
    for each in review.files:
        yield f"--- {shown(each.path)}"
        yield from map(shown_line, lines_of(each))


def _folded(lines: list[str], room: int) -> str:
    """Return the lines as a text that is closed at first, with as many of them as there is room for."""
    kept, used = list[str](), ROOM_OF_ENDS
    for line in lines:
        used += len(line) + 1
        if used > room:
            kept.append(f"... and {counted(len(lines) - len(kept), 'more line')}: aiwg update --dry-run --diff")
            break
        kept.append(line)
    if not kept:
        return ""
    fence = "`" * max(3, 1 + max((len(run) for line in kept for run in _TICKS.findall(line)), default=0))
    text = "\n".join(kept)
    return f"\n<details>\n<summary>The text of the changes</summary>\n\n{fence}diff\n{text}\n{fence}\n\n</details>\n"


def _listed(rows: Iterable[str]) -> str:
    found = list(rows)
    left = len(found) - MOST_ROWS
    return "\n".join([*found[:MOST_ROWS], *([f"- ... and {left:,} more"] if left > 0 else [])])


def _code(text: str) -> str:
    """Return text of a source as code: a span whose ticks the text does not have, on one line."""
    plain = " ".join(shown(text).split())
    plain = plain if len(plain) <= MOST_OF_ONE else f"{plain[:MOST_OF_ONE]} ..."
    ticks = "`" * (1 + max(map(len, _TICKS.findall(plain)), default=0))
    space = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{ticks}{space}{plain}{space}{ticks}" if plain else ""


def _said(text: str) -> str:
    """Return words of our own that may name something of a source."""
    return _code(text) if re.search(r"[^\w .,:'-]", text) else text
