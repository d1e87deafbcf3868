"""What can go wrong, said so that a person knows what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.findings.model import Finding


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


HOW_TO_UPGRADE = "Install the version that your team uses, for example: pipx upgrade aiwg"
"""The way out where another version of aiwg is needed."""

LOST_PERMISSION = "lost-permission"
"""The code of a deny or an ask that a platform cannot be told: a deploy there is refused unless told."""


class UserError(Exception):
    """An expected failure: one message, what to do about it, and the exit code it ends with."""

    def __init__(
        self,
        message: str,
        *,
        exit: Exit = Exit.SOURCE,
        hint: str | None = None,
        problems: Sequence[Finding] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.exit = exit
        self.hint = hint
        self.problems = tuple(problems)
