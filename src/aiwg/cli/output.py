"""What people and programs see: aligned text, one colour per meaning, JSON when asked."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from aiwg.artifact.names import shown
from aiwg.errors import Problem, UserError

COLOURS = {
    "error": "red",
    "warning": "yellow",
    "info": "blue",
    "ok": "green",
    "hint": "cyan",
    "faint": "bright_black",
}


def paint(text: str, meaning: str) -> str:
    """Return text in the colour of its meaning; pipes get it plain."""
    return click.style(text, fg=COLOURS[meaning])


def say(text: str = "", error: bool = False) -> None:
    """Print a line; colour is dropped where it is not wanted (pipes, NO_COLOR)."""
    import os

    colour = None if not os.environ.get("NO_COLOR") else False
    click.echo(text, err=error, color=colour)


def say_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


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
    widths = [max((len(click.unstyle(row[i])) for row in listed if i < len(row)), default=0) for i in range(columns)]
    lines = []
    for row in listed:
        cells = []
        for i, cell in enumerate(row):
            pad = " " * (widths[i] - len(click.unstyle(cell)))
            cells.append(pad + cell if i in right else cell + pad)
        lines.append((indent + gap.join(cells)).rstrip())
    return lines


def print_problems(problems: Iterable[Problem], limit: int | None = None) -> None:
    """Print problems to standard error, worst first: where, what, and what to do."""
    order = {"error": 0, "warning": 1, "info": 2}
    ranked = sorted(problems, key=lambda problem: (order[problem.severity], problem.file or "", problem.line or 0))
    for problem in ranked[:limit]:
        where = f"{shown(problem.where())}: " if problem.file else ""
        say(f"  {paint(problem.severity, problem.severity)}  {where}{shown(problem.message)}", error=True)
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
                "problems": [problem.as_json() for problem in error.problems],
            }
        )
        return
    say(f"{paint('aiwg:', 'error')} {shown(error.message)}", error=True)
    print_problems([problem for problem in error.problems if problem.severity != "info"])
    if error.hint:
        say(f"  {paint(shown(error.hint), 'hint')}", error=True)
