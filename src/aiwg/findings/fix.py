"""How `--fix` repairs a finding."""

from __future__ import annotations

from aiwg.core.dataclass import dataclass

LINE_ENDS, MARK, FINAL_NEWLINE = "line ends", "byte order mark", "final newline"


@dataclass(frozen=True, slots=True)
class Edit:
    """A text in the place of what stands from one position up to another; both count from 1, as findings do."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of a source, something done to the whole file, or making it executable; of a deployed file, a `way`.

    `way` says who writes a deployed file again: see `aiwg.doctor.model`.
    """

    edits: tuple[Edit, ...] = ()
    whole: str | None = None
    executable: bool = False
    way: str = ""


def in_line(line: int, column: int, end_column: int, text: str) -> Fix:
    """Return the fix that puts a text in the place of some characters of a line."""
    return Fix((Edit(line, column, line, end_column, text),))


def without_line(line: int) -> Fix:
    """Return the fix that removes a line."""
    return Fix((Edit(line, 1, line + 1, 1, ""),))


def new_line(line: int, text: str) -> Fix:
    """Return the fix that puts a new line before another."""
    return Fix((Edit(line, 1, line, 1, f"{text}\n"),))
