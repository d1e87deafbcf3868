"""A terminal in this process: what a command prints there, and whether every line of it fits."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from aiwg.output.terminal.width import is_wide, width_of

_CODES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TIMES = re.compile(r"\b\d+(\.\d+)? m?s\b|\b\d\d:\d\d:\d\d\b")
_IS_WHOLE = re.compile(r"(aiwg .*|\S+)$")
"""A line that may be longer than the terminal: one path, address or word, or one command."""


class FakeTerminal(io.StringIO):
    """A stream that says that it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say so."""
        return True


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> Iterator[FakeTerminal]:
    """Let both output streams be one terminal of so many columns."""
    screen = FakeTerminal()
    with monkeypatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("TERM", "xterm")
        patch.delenv("NO_COLOR", raising=False)
        patch.setattr(sys, "stdout", screen)
        patch.setattr(sys, "stderr", screen)
        yield screen


def plain(text: str) -> str:
    """Return what a person reads on the screen: no colours."""
    return _CODES.sub("", text)


def overflowing(text: str, columns: int) -> list[str]:
    """Return the lines that are wider than the terminal, but for one path, address or command that stands alone."""
    return [
        line
        for line in plain(text).split("\n")
        if width_of(line) > columns and not _IS_WHOLE.match(line.strip().strip("\"'`(),.:;"))
    ]


def words(text: str) -> list[str]:
    """Return the words in their order. Between wide letters a line may break; times differ from run to run."""
    lines = _TIMES.sub("TIME", plain(text)).split("\n")
    joined = ""
    for line in map(str.strip, lines):
        joined += "" if joined and line and is_wide(joined[-1]) and is_wide(line[0]) else "\n"
        joined += line
    return joined.split()


def first_difference(one: Sequence[str], other: Sequence[str]) -> str:
    """Return where two sequences of words part, for the message of a test."""
    at = next((n for n, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), -1)
    at = min(len(one), len(other)) if at < 0 else at
    return f"{' '.join(one[max(0, at - 4) : at + 4])} <> {' '.join(other[max(0, at - 4) : at + 4])}"
