"""The one way in which an edit of shared text fails."""

from __future__ import annotations


class EditRefusedError(ValueError):
    """The text cannot be edited without risk to what is not ours; nothing was changed.

    `reason` is a sentence fragment for the user, `line` counts from 1, `hint` says what they can do.
    """

    def __init__(self, reason: str, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.reason = reason
        self.line = line
        self.hint = hint
