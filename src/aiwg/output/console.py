"""What people and programs see: aligned text, one colour per meaning, JSON when asked.

All text goes out here, and nothing in it can steer a terminal: names, ids, titles and contents come from files that
anybody may have written. Whatever is not printable is written as an escape; colours are marks until the last moment, so
that no text can hold one.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from aiwg.artifact.ids import shown
from aiwg.core.changes import has_changed
from aiwg.core.patterns import lazy_pattern
from aiwg.output.terminal.marks import COLOURS, MARK, NO_BREAK, OF, PLAIN
from aiwg.output.terminal.marks import bare as bare  # part of this module
from aiwg.output.terminal.marks import paint as paint
from aiwg.output.terminal.width import WIDEST as WIDEST
from aiwg.output.terminal.width import columns_of
from aiwg.output.terminal.width import padded as padded
from aiwg.output.terminal.width import width_of as width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.core.errors import UserError
    from aiwg.findings.model import Finding

readers: list[Callable[[str], None]] = []
"""Get what would be printed to standard output, the last of them alone: a program asked for JSON."""

before_output: list[Callable[[], None]] = []
"""Called before anything is printed: takes a line away that only stands there for a while."""

listeners: list[Callable[[str, bool], None]] = []
"""Get a copy of everything that was written, each text with whether it went to standard error."""

_MARKS = f"\n\t{NO_BREAK}{''.join(OF.values())}{PLAIN}"
_KEPT = lazy_pattern(f"([{_MARKS}])")
_WITHOUT_MARKS = dict.fromkeys(map(ord, _MARKS))


def say(text: str = "", error: bool = False) -> None:
    """Print a line; colour is dropped where it is not wanted (pipes, NO_COLOR)."""
    emit(f"{text}\n", error)


def emit(text: str, error: bool = False) -> None:
    """Print text without a line end: safe for a terminal, as wide as it is, in colour where it is wanted.

    When nobody reads any more, a pipe that was closed, the text is lost, and the command goes on to its exit code.
    """
    if _collected:
        return
    if readers and not error:
        readers[-1](text)
        return
    stream = sys.stderr if error else sys.stdout
    _write(ready(text, stream), stream)


def ready(text: str, stream: Any) -> str:
    """Return a text as a stream gets it: safe for a terminal, as wide as it is, in colour where it is wanted."""
    columns = columns_of(stream)
    safe = _escaped_controls(text)
    if columns is not None:
        safe = fit_text(safe, columns)
    if MARK.search(safe):
        safe = _coloured(safe) if has_colours(stream) else bare(safe)
    return safe.replace(NO_BREAK, " ")


def emit_unbroken(text: str) -> None:
    """Print a text that programs read, without a line end: safe for a terminal, and no line is broken."""
    _write(_escaped_controls(text), sys.stdout)


def emit_codes(codes: str) -> None:
    """Print codes that move the cursor of a terminal."""
    _write(codes, sys.stdout)


def _escaped_controls(text: str) -> str:
    if _is_plain(text):
        return text
    return "".join(part if _KEPT.match(part) else shown(part) for part in _KEPT.split(text))


def _write(text: str, stream: Any) -> None:
    for make_room in before_output:
        make_room()
    try:
        stream.write(text)
        stream.flush()
        for listen in listeners:
            listen(text, stream is sys.stderr)
    except BrokenPipeError:
        silence(stream)


def fit_text(text: str, columns: int) -> str:
    """Return a text with every line that is wider than the terminal broken into lines that fit."""
    lines = text.split("\n")
    if max(map(len, lines)) <= columns and text.isascii() and "\t" not in text:
        return text
    from aiwg.output.terminal.wrap import fit

    return "\n".join(short for line in lines for short in fit(line, columns))


def has_colours(stream: Any) -> bool:
    """Say whether a stream gets colours: NO_COLOR forbids them, FORCE_COLOR asks for them, else a terminal has them."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def _is_plain(text: str) -> bool:
    """Say whether a text is printable but for line ends, tabs and colours."""
    return text.translate(_WITHOUT_MARKS).isprintable()


def silence(stream: Any) -> None:
    """Let what is written to a standard stream go nowhere: nobody reads it, or it cannot be written."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
    _silenced.append(stream)


_silenced: list[Any] = []


def is_silenced() -> bool:
    """Say whether what is printed goes nowhere, so that a command without an end should end."""
    return bool(_silenced)


def _coloured(text: str) -> str:
    for meaning, mark in OF.items():
        text = text.replace(mark, f"\x1b[{COLOURS[meaning]}m")
    return text.replace(PLAIN, "\x1b[0m")


_collected: list[list[Any]] = []


@contextmanager
def collect_json() -> Iterator[list[Any]]:
    """Collect the JSON documents of the commands that run inside, for a caller in this process; nothing is printed."""
    documents: list[Any] = []
    _collected.append(documents)
    try:
        yield documents
    finally:
        _collected.pop()


_printed: list[int] = []
"""An entry for each whole JSON document that this run has printed."""


def begin_output() -> None:
    """Begin a run: no JSON document is printed yet."""
    _printed.clear()


def say_json(value: Any, indent: int | None = 2) -> None:
    """Print one JSON document: what is not printable in it as escapes, which mean the same."""
    if _collected:
        _collected[-1].append(value)
        return
    if indent is not None:  # else it is a line of a watch, which prints many
        _printed.append(1)
    from aiwg.core.json_text import printable, printable_json

    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    if indent == 2:
        text = printable_json(value, ascii_only)
    else:
        text = printable(json.dumps(value, indent=indent, ensure_ascii=ascii_only))
    emit_unbroken(f"{text}\n")


def is_terminal() -> bool:
    """Say whether a person is watching and can answer."""
    return not readers and sys.stdin.isatty() and sys.stdout.isatty()


def width() -> int:
    """Return the columns for a layout: those of the terminal, 100 at most; 100 for a pipe."""
    return min(WIDEST, columns_of(sys.stdout) or WIDEST)


def columns_here() -> int:
    """Return the columns of the terminal; 100 for a pipe."""
    return columns_of(sys.stdout) or WIDEST


def wrapped(text: str, columns: int, indent: int = 0, hanging: int = 0) -> list[str]:
    """Return a text as lines of at most so many columns, the first with one indent, the others with another."""
    from aiwg.output.terminal.wrap import wrapped

    return wrapped(text, columns, indent, hanging)


def shortened(text: str, columns: int) -> str:
    """Return as many words of a text as fit into a line, with ` ...` for the rest."""
    if len(text) <= columns and text.isascii():
        return text
    from aiwg.output.terminal.wrap import shortened

    return shortened(text, columns)


def table(rows: Iterable[Sequence[str]], indent: str = "  ", right: Sequence[int] = (), gap: str = "  ") -> list[str]:
    """Return rows as aligned lines; columns listed in `right` are right-aligned. Styled cells are measured bare.

    On a terminal that is too narrow for the widest row the last column is broken into lines, or each row is stacked.
    """
    listed = [list(row) for row in rows]
    if not listed:
        return []
    widths = [max(width_of(row[i]) for row in listed if i < len(row)) for i in range(max(map(len, listed)))]
    columns = columns_of(sys.stdout)
    if columns is not None and len(indent) + sum(widths) + len(gap) * (len(widths) - 1) > columns:
        from aiwg.output.terminal.tables import narrow_table

        return narrow_table(listed, widths, indent, right, gap, columns)
    return [
        (indent + gap.join(padded(cell, widths[i], i in right) for i, cell in enumerate(row))).rstrip()
        for row in listed
    ]


def say_in_columns(name: str, text: str, hint: str = "", error: bool = False) -> None:
    """Print a name, what is to be said about it, and what to do: on one line where that fits, else below each other."""
    line = "   ".join(part for part in (name, text) if part)
    is_short = width_of(line) + 2 <= width()
    parts = [line] if is_short else [name, *(f"    {each}" for each in wrapped(text, width() - 6))]
    if hint and len(parts) == 1 and width_of(line) + width_of(hint) + 5 <= width():
        parts = [f"{line}   {paint(hint, 'hint')}"]
    elif hint:
        ways = [each for way in hint.split("   ") for each in wrapped(way, width() - 6)]
        parts += [f"    {paint(each, 'hint')}" for each in ways]
    for part in parts:
        say(f"  {part}", error)


def print_problems(problems: Iterable[Finding], limit: int | None = None) -> None:
    """Print problems to standard error, worst first: where, what, and what to do."""
    order = {"error": 0, "warning": 1, "info": 2}
    ranked = sorted(problems, key=lambda problem: (order[problem.level], problem.file or "", problem.line or 0))
    for problem in ranked[:limit]:
        where = f"{shown(problem.where())}: " if problem.file else ""
        say(f"  {paint(problem.level, problem.level)}  {where}{shown(problem.message)}", error=True)
        if problem.hint:
            say(f"           {paint(shown(problem.hint), 'hint')}", error=True)
    if limit is not None and len(ranked) > limit:
        say(f"  ... and {len(ranked) - limit} more: -v shows all", error=True)


def print_error(error: UserError, as_json: bool) -> None:
    """Print an expected failure. One that comes after the JSON document of a command is for people alone."""
    if as_json and not _printed:
        say_json(
            {
                "schema": "aiwg.error/1",
                "changed": has_changed(),
                "exit": int(error.exit),
                "message": error.message,
                "hint": error.hint,
                "problems": [problem.as_problem() for problem in error.problems],
            }
        )
        return
    message = shown(error.message.removeprefix("aiwg "))  # the name stands before the colon
    say(f"{paint('aiwg:', 'error')} {message}", error=True)
    print_problems([problem for problem in error.problems if problem.level != "info"])
    if error.hint:
        say(f"  {paint(shown(error.hint), 'hint')}", error=True)


def print_interrupted(as_json: bool) -> None:
    """Print that this run was interrupted: for a person a plain line, as nothing is wrong."""
    if as_json:
        from aiwg.core.errors import Exit, UserError

        print_error(UserError("interrupted.", exit=Exit.INTERRUPTED), as_json)
    else:
        say("aiwg: interrupted.", error=True)
