"""Help texts that fit the terminal: two columns where there is room, else the explanation below its option."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from aiwg.output.terminal.marks import NO_BREAK
from aiwg.output.terminal.width import columns_of, padded, width_of
from aiwg.output.terminal.wrap import ROOM, fit, wrapped, wrapped_at

WIDEST_HELP = 80
"""Columns of a help text at most, and those in a pipe."""

MOST_FIRST = 30
"""Columns of the widest option that still has its explanation beside it."""


class FittingFormatter(click.HelpFormatter):
    """Writes help as wide as the terminal, without cutting a word; paragraphs after `\\b` keep their lines."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        self.room = min(WIDEST_HELP, columns_of(sys.stdout) or WIDEST_HELP) - 2
        super().__init__(indent_increment, self.room, max_width)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line; what follows the command hangs below it."""
        head = f"{'Usage: ' if prefix is None else prefix}{prog}"
        start = min(width_of(head) + 1, 7, self.room // 3)
        first, *more = wrapped_at(f"{head} {args}".rstrip(), 0, self.room)
        lines = [first]
        if more:
            lines += wrapped_at(" ".join(line.strip() for line in more), start, self.room)
        self.write("".join(f"{line}\n" for line in lines))

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{'':>{self.current_indent}}{heading}:\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; those after `\\b` line by line."""
        paragraphs = [part.strip("\n") for part in text.replace("\b\n", "\n\n\b").split("\n\n") if part.strip()]
        for number, part in enumerate(paragraphs):
            self.write("\n" if number else "")
            indent = " " * self.current_indent
            if part.startswith("\b"):
                lines = [short for line in part[1:].split("\n") for short in fit(indent + line, self.room)]
            else:
                lines = [indent + line for line in wrapped(part, self.room - self.current_indent, 0, 0)]
            self.write("".join(f"{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = MOST_FIRST, col_spacing: int = 2) -> None:
        """Write options and their explanations."""
        listed = list(rows)
        widest = max((width_of(first) for first, _ in listed), default=0)
        start = self.current_indent + min(widest, col_max) + col_spacing
        is_narrow = self.room - start < ROOM
        start = self.current_indent + 4 if is_narrow else start
        for first, second in listed:
            lines = fit(f"{'':>{self.current_indent}}{first}", self.room)
            explained = wrapped_at(" ".join(second.split()), start, self.room) if second.strip() else []
            fits = len(lines) == 1 and width_of(lines[0]) + col_spacing <= start and not is_narrow
            if explained and fits:
                lines = [padded(lines[0], start) + explained.pop(0).lstrip(" ")]
            self.write("".join(f"{line}\n" for line in [*lines, *explained]))

    def getvalue(self) -> str:
        """Return the text, with the spaces of commands that no line break parts."""
        return " ".join(super().getvalue().split(NO_BREAK))
