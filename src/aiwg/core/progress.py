"""The step that a command is at, for whoever shows it to a waiting person.

The steps are said where the work is done, and cost an assignment. Nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.core.generics import TypeVar

Part = TypeVar("Part")


class _Step:
    """The current step: what is done, how many of how many."""

    __slots__ = ("done", "text", "total")

    def __init__(self) -> None:
        self.text, self.done, self.total = "", 0, 0


_current = _Step()


def begin_step(text: str, total: int = 0) -> None:
    """Name the step that begins now (`Checking the sources`), with the number of its parts if that is known."""
    _current.text, _current.done, _current.total = text, 0, total


def advance() -> None:
    """Say that one part more of the current step is done."""
    _current.done += 1


def each_of(text: str, parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts of a step that begins now, each as one that is worked on."""
    begin_step(text, len(parts))
    for part in parts:
        advance()
        yield part


def current_step() -> str:
    """Return what to show a waiting person: `Writing files: 12 of 340`, or an empty text."""
    if not _current.text:
        return ""
    if _current.total:
        return f"{_current.text}: {min(_current.done, _current.total)} of {_current.total}"
    return f"{_current.text}: {_current.done}" if _current.done else f"{_current.text}..."
