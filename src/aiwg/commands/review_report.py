"""A review for people: what accepting a source or an update of it changes, and the text that agents will read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.core.errors import UserError
from aiwg.deployment.review.model import (
    CHANGED,
    CURRENT,
    GONE,
    NEW,
    UNUSED,
    ArtifactChange,
    FileDiff,
    Review,
    RunChange,
)
from aiwg.fetching.history import SourceMove
from aiwg.findings.model import ERROR, Finding
from aiwg.output import console
from aiwg.output.console import paint, say, width_of
from aiwg.output.diff import MEANINGS, shown_line

MOST_COLUMNS = 80
SCHEMA = "aiwg.review/1"
NO_MOVE = {"url": None, "from": None, "to": None, "commits": None, "signature": None, "tag_moved": False}
"""What a local folder has in the place of commits."""

SHORT = 7
"""Hex digits of a commit for people."""

MOST_LINES = 120
"""Lines of text that are shown of one source without --diff."""

MOST_ROWS = 30
"""Artifacts that are listed of one source without --diff."""

COLOURS = {NEW: "ok", CHANGED: "warning", GONE: "error"}


def say_review(review: Review, move: SourceMove | None, whole: bool) -> None:
    """Print a review; `whole`: all of its text, where only the first lines are shown else."""
    _say_move(review.id, move)
    if review.result == CURRENT:
        _say("Up to date." if move is None or not move.is_tag_moved else "Its content is the same.")
    if review.result == UNUSED:
        count = counted(review.unused, "artifact")
        _say(f"No artifact that you use changed. {count} changed that you do not use.")
    _say_artifacts(review, whole)
    _say_runs(review.runs)
    _say_findings(review)
    for each in review.overridden:
        _say(f"{shown(each.key)} {each.change} upstream; your own {shown(each.by)} stays in its place.")
    _say_files(review, whole)


def review_json(
    command: str,
    reviewed: Iterable[tuple[Review, SourceMove | None]],
    written: bool,
    refused: UserError | None,
    changed: bool,
) -> dict[str, Any]:
    """Return reviews in the versioned shape that programs rely on; `written`: they were accepted by this command."""
    pairs = list(reviewed)
    return {
        "schema": SCHEMA,
        "changed": changed,
        "command": command,
        "written": written,
        "refused": None if refused is None else {"message": refused.message, "hint": refused.hint},
        "sources": [{**review.as_json(), **(move.as_json() if move else NO_MOVE)} for review, move in pairs],
    }


def _say_move(id: str, move: SourceMove | None) -> None:
    if move is None:
        say(paint(shown(id), "bold"))
        return
    to, before = f"{move.ref} {move.commit[:SHORT]}", ""
    if move.before_commit is not None:
        before = f"{move.before_ref} {move.before_commit[:SHORT]} -> "
    say(f"{paint(shown(id), 'bold')}  {shown(before + to)}")
    _say(shown(move.url), "faint")
    if move.is_tag_moved:
        _say(f"The tag {shown(move.ref)} was moved: it no longer points to the commit in aiwg.lock.", "error")
    parts = [] if move.commits is None else [counted(move.commits, "commit")]
    if move.signature is not None:
        parts.append(SIGNED[move.signature.grade].format(signer=shown(move.signature.signer) or "unknown"))
    if parts:
        _say(", ".join(parts), "faint" if move.signature is None or move.signature.grade != "bad" else "error")


SIGNED = {
    "good": "signed by {signer}",
    "untrusted": "signed by {signer}, not one of your allowed signers",
    "bad": "the signature is wrong",
    "unknown": "signed; git cannot check it here",
    "none": "not signed",
}


def _say_artifacts(review: Review, whole: bool) -> None:
    for each in review.artifacts if whole else review.artifacts[:MOST_ROWS]:
        change = paint(f"{each.change:<8}", COLOURS[each.change])
        name, note = shown(each.key), "   ".join(_notes(each))
        line = f"  {change} {name}   {note}".rstrip()
        if width_of(line) <= _width():
            say(line)
        else:
            say(f"  {change} {name}")
            _say(note, indent=" " * 11)
    left = 0 if whole else len(review.artifacts) - MOST_ROWS
    if left > 0:
        _say(f"... and {counted(left, 'more artifact')}: --diff shows all", "faint")
    if review.tokens and len(review.artifacts) > 1:
        more = "more" if review.tokens > 0 else "fewer"
        _say(f"Every request contains about {abs(review.tokens):,} tokens {more}.")


def _notes(each: ArtifactChange) -> Iterator[str]:
    if each.change == CHANGED and (each.added or each.removed):
        yield f"+{each.added} -{each.removed} lines"
    if each.tokens:
        yield f"{each.tokens:+,} tokens in every request"
    if each.restriction:
        yield paint(f"a restriction is {each.restriction}", "error")


def _say_runs(runs: Sequence[RunChange]) -> None:
    waiting = [each for each in runs if each.needs_approval and not each.approved]
    if waiting:
        _say("Can run commands or grant permissions after you approve it with aiwg trust:")
        _say_items(waiting)
    approved = [each for each in runs if each.approved]
    if approved:
        _say("Can run commands or grant permissions; you approved this version:")
        _say_items(approved)
    scripts = [each for each in runs if not each.needs_approval and each.change != GONE]
    if scripts:
        _say("Scripts that an agent may run:")
        _say_items(scripts)


def _say_items(items: Iterable[RunChange]) -> None:
    for each in items:
        say(f"    {paint(shown(each.key), 'ok')}   {paint(each.change, COLOURS[each.change])}")
        for what, value in each.details:
            for line in _wrapped(f"{shown(what)}  {shown(value)}", " " * 6, " " * (8 + len(what))):
                say(line)


def _say_findings(review: Review) -> None:
    stops = {stop.key: stop.finding for stop in review.stops}
    if stops:
        _say("The audit refuses this until you accept it:", "error")
        for key, finding in stops.items():
            _say_finding(finding, key)
    others = [each for each in review.findings if each not in stops.values()]
    if others:
        _say("Findings:")
        for finding in others:
            _say_finding(finding, "")


def _say_finding(finding: Finding, key: str) -> None:
    where = f"{shown(finding.where())}: " if finding.file else ""
    for line in _wrapped(f"{finding.level}  {where}{shown(finding.message)}", " " * 4, " " * 6):
        say(line)
    if finding.evidence:
        for line in _wrapped(shown(finding.evidence), " " * 6, " " * 6):
            say(line)
    if key:
        say(f"      {paint(f'--accept {key}', 'hint')}")
    elif finding.level == ERROR and finding.hint:
        for line in _wrapped(shown(finding.hint), " " * 6, " " * 6):
            say(paint(line, "hint"))


def _say_files(review: Review, whole: bool) -> None:
    files = [each for each in review.files if whole or each.after is not None]
    room = None if whole else MOST_LINES
    for number, each in enumerate(files):
        if room is not None and room <= 0:
            _say(f"... and {counted(len(files) - number, 'more file')}: --diff shows all", "faint")
            return
        lines = list(lines_of(each))
        say(paint(f"  --- {shown(each.path)}", "bold"))
        for line in lines[:room]:
            text = f"  {shown_line(line)}"
            say(paint(text, MEANINGS[line[0]]) if line[:1] in MEANINGS else text)
        if room is not None and len(lines) > room:
            _say(f"... and {counted(len(lines) - room, 'more line')}: --diff shows all", "faint")
        room = None if room is None else room - len(lines)


def lines_of(each: FileDiff) -> Iterator[str]:
    """Yield the lines of a change of a file: its mode, the sizes of what is no text, and the text."""
    if each.mode is not None:
        yield f"@ {'becomes' if each.mode[1] else 'is no longer'} executable"
    if each.lines is None:
        yield f"@ no text: {each.before or 0:,} -> {each.after or 0:,} bytes"
    yield from each.lines or ()


def counted(number: int, word: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _say(text: str, meaning: str = "", indent: str = "  ") -> None:
    for line in _wrapped(text, indent, indent):
        say(paint(line, meaning) if meaning else line)


def _width() -> int:
    return min(MOST_COLUMNS, console.width())


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return console.wrapped(text, _width(), len(first), len(others))
