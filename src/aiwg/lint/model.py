"""A finding of lint with the file it is about, and the edits that would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiwg.errors import Exit
from aiwg.findings.model import Finding

if TYPE_CHECKING:
    from aiwg.lint.file import LintFile

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
    """What mends a finding: edits, something that is done to the whole file, or making it executable."""

    edits: tuple[Edit, ...] = ()
    whole: str | None = None
    executable: bool = False


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A finding, the file that it is about if there is one, and what mends it if it can be mended safely.

    `exit` is the code that an error of this kind ends the command with.
    """

    finding: Finding
    page: LintFile | None = None
    fix: Fix | None = None
    exit: Exit = Exit.SOURCE


def in_line(line: int, column: int, end_column: int, text: str) -> Fix:
    """Return the fix that puts a text in the place of some characters of a line."""
    return Fix((Edit(line, column, line, end_column, text),))


def without_line(line: int) -> Fix:
    """Return the fix that removes a line."""
    return Fix((Edit(line, 1, line + 1, 1, ""),))


def new_line(line: int, text: str) -> Fix:
    """Return the fix that puts a new line before another."""
    return Fix((Edit(line, 1, line, 1, f"{text}\n"),))
