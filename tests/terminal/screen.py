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
    text = _TIMES.sub("TIME", plain(text))
    joined = re.sub(
        r"(.)\s*\n\s*(.)", lambda found: found[0] if not (is_wide(found[1]) and is_wide(found[2])) else found[1] + found[2],
        text,
    )
    return joined.split()


def first_difference(one: Sequence[str], other: Sequence[str]) -> str:
    """Return where two sequences of words part."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return f"{' '.join(one[max(0, number - 3):number + 4])} <> {' '.join(other[max(0, number - 3):number + 4])}"
    return f"{len(one)} words <> {len(other)} words: {' '.join((one if len(one) > len(other) else other)[min(len(one), len(other)):][:8])}"
