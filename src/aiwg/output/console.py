"""What people and programs see: aligned text, one colour per meaning, JSON when asked.

All text goes out here, and nothing in it can steer a terminal: names, ids, titles and contents come from files that
anybody may have written. Whatever is not printable is written as an escape; colours are marks until the last moment, so
that no text can hold one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from aiwg.artifact.ids import shown

if TYPE_CHECKING:
    from aiwg.core.errors import UserError
    from aiwg.findings.model import Finding

COLOURS = {
    "error": "red",
    "warning": "yellow",
    "info": "blue",
    "ok": "green",
    "hint": "cyan",
    "faint": "bright_black",
    "bold": "",
}
_PLAIN = "\ufdef"
_MARKS = {meaning: chr(0xFDD0 + number) for number, meaning in enumerate(COLOURS)}
_MARK = re.compile(f"[{''.join(_MARKS.values())}{_PLAIN}]")
"""Stand for colours until a text goes out: noncharacters, which `shown` escapes and no text needs."""

_KEPT = re.compile(f"([\n\t{''.join(_MARKS.values())}{_PLAIN}])")


def paint(text: str, meaning: str) -> str:
    """Return text in the colour of its meaning; pipes get it plain."""
    return f"{_MARKS[meaning]}{text}{_PLAIN}"


def bare(text: str) -> str:
    """Return text without its colours: what takes room on a line."""
    return _MARK.sub("", text)


def say(text: str = "", error: bool = False) -> None:
    """Print a line; colour is dropped where it is not wanted (pipes, NO_COLOR)."""
    emit(f"{text}\n", error)


def emit(text: str, error: bool = False) -> None:
    """Print text without a line end: safe for a terminal, in colour where it is wanted.

    When nobody reads any more, a pipe that was closed, the text is lost, and the command goes on to its exit code.
    """
    if _collected:
        return
    stream = sys.stderr if error else sys.stdout
    safe = text
    if not _is_plain(text):
        safe = "".join(p if _KEPT.match(p) else shown(p) for p in _KEPT.split(text))
        if _MARK.search(safe):
            safe = bare(safe) if os.environ.get("NO_COLOR") else _coloured(safe)
    try:
        click.echo(safe, nl=False, err=error)
    except BrokenPipeError:
        silence(stream)


def _is_plain(text: str) -> bool:
    """Say whether a text is printable but for line ends and tabs, and holds no colour."""
    return text.replace("\n", "").replace("\t", "").isprintable()


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
    for meaning, mark in _MARKS.items():
        bold = meaning == "bold" or None
        text = text.replace(mark, click.style("", fg=COLOURS[meaning] or None, bold=bold, reset=False))
    return text.replace(_PLAIN, "\x1b[0m")


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


def say_json(value: Any, indent: int | None = 2) -> None:
    """Print one JSON document: what is not printable in it as escapes, which mean the same."""
    if _collected:
        _collected[-1].append(value)
        return
    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    text = _indented(value, ascii_only) if indent == 2 else json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    if not text.replace("\n", "").isprintable():
        text = "\n".join(line if line.isprintable() else _escaped(line) for line in text.split("\n"))
    emit(f"{text}\n")


def _indented(value: Any, ascii_only: bool, margin: str = "\n") -> str:
    """Return what `json.dumps` does with an indent of 2. The library has that in Python alone, which is slow."""
    if isinstance(value, str):
        return json.encoder.encode_basestring_ascii(value) if ascii_only else json.encoder.encode_basestring(value)
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        items = [
            f"{_indented(key, ascii_only) if isinstance(key, str) else _key(key)}: {_indented(each, ascii_only, inner)}"
            for key, each in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{margin}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join([_indented(each, ascii_only, inner) for each in value])}{margin}]"
    return json.dumps(value)


def _key(key: Any) -> str:
    """Return a key that is no text, as JSON has it: `{7: 0}` becomes `{"7": 0}`."""
    return json.dumps({key: 0})[1:-4]


def _escaped(text: str) -> str:
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def is_terminal() -> bool:
    """Say whether a person is watching and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def width() -> int:
    """Return the width of the terminal, 100 columns at most; 100 for a pipe."""
    return min(100, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100


def table(rows: Iterable[Sequence[str]], indent: str = "  ", right: Sequence[int] = (), gap: str = "  ") -> list[str]:
    """Return rows as aligned lines; columns listed in `right` are right-aligned. Styled cells are measured bare."""
    listed = [list(row) for row in rows]
    if not listed:
        return []
    columns = max(len(row) for row in listed)
    widths = [max((len(bare(row[i])) for row in listed if i < len(row)), default=0) for i in range(columns)]
    lines = []
    for row in listed:
        cells = []
        for i, cell in enumerate(row):
            pad = " " * (widths[i] - len(bare(cell)))
            cells.append(pad + cell if i in right else cell + pad)
        lines.append((indent + gap.join(cells)).rstrip())
    return lines


def say_in_columns(name: str, text: str, hint: str = "", error: bool = False) -> None:
    """Print a name, what is to be said about it, and what to do: on one line where that fits, else below each other."""
    line = "   ".join(part for part in (name, text) if part)
    if len(bare(line)) + 2 <= width():
        parts = [line]
    else:
        parts = [name, *(f"    {each}" for each in _wrapped(text, width() - 6))]
    if hint and len(parts) == 1 and len(bare(line)) + len(hint) + 5 <= width():
        parts = [f"{line}   {paint(hint, 'hint')}"]
    elif hint:
        parts += [f"    {paint(each, 'hint')}" for each in _wrapped(hint, width() - 6)]
    for part in parts:
        say(f"  {part}", error)


def _wrapped(text: str, room: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)


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
    """Print an expected failure."""
    if as_json:
        say_json(
            {
                "schema": "aiwg.error/1",
                "exit": int(error.exit),
                "message": error.message,
                "hint": error.hint,
                "problems": [problem.as_problem() for problem in error.problems],
            }
        )
        return
    prefix, message = (
        ("aiwg", shown(error.message[4:])) if error.message.startswith("aiwg ") else ("aiwg:", error.message)
    )
    say(f"{paint(prefix, 'error')}{' ' * (prefix[-1] == ':')}{shown(message)}", error=True)
    print_problems([problem for problem in error.problems if problem.level != "info"])
    if error.hint:
        say(f"  {paint(shown(error.hint), 'hint')}", error=True)
