"""What can go wrong, said so that a person knows what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of the command line: a fixed contract."""

    OK = 0
    IO = 1
    USAGE = 2
    SOURCE = 3
    CONFLICT = 4
    DRIFT = 5
    LOCKED = 6
    REFUSED = 7
    STATE = 8
    INTERRUPTED = 130


ORDER = (Exit.REFUSED, Exit.SOURCE, Exit.CONFLICT, Exit.DRIFT)
"""Of several codes that apply, the first of these is the one that a command ends with."""


def first_exit(*codes: Exit) -> Exit:
    """Return the code of several that a command ends with."""
    return next((code for code in ORDER if code in codes), max(codes, default=Exit.OK))


LOST_PERMISSION = "lost-permission"
"""The code of a deny or an ask that a platform cannot be told: a deploy there is refused unless told."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one place: an error refuses the artifact there, a warning and an info do not.

    `line` counts from 1. `exit` is the code an error of this kind ends the command with. `platform` is the one it
    is about, if it is about one alone; `artifact` the `kind/id` where the place does not say it.
    """

    severity: str
    code: str
    message: str
    file: str | None = None
    line: int | None = None
    hint: str | None = None
    exit: Exit = Exit.SOURCE
    platform: str | None = None
    artifact: str = ""

    def where(self) -> str:
        """Return `file:line`, `file` or an empty string."""
        if self.file is None:
            return ""
        return f"{self.file}:{self.line}" if self.line else self.file

    def as_json(self) -> dict[str, object]:
        """Return the problem in the shape of the `problems` list of every `--json` output."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "hint": self.hint,
        }


class UserError(Exception):
    """An expected failure: one message, what to do about it, and the exit code it ends with."""

    def __init__(
        self,
        message: str,
        *,
        exit: Exit = Exit.SOURCE,
        hint: str | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.exit = exit
        self.hint = hint
        self.problems = tuple(problems)
