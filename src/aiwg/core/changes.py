"""Whether this run has changed a file: whoever writes one notes it, and the reports for programs ask.

A file of aiwg's own that git does not see is none: the journal, the caches, the approvals of a user.
"""

from __future__ import annotations

from collections.abc import Callable

_FILES = "files"
_noted: dict[str, Callable[[], bool]] = {}
"""What was changed, by its place, and what tells whether that counts. Many changes of one place are kept as one."""


def begin_changes() -> None:
    """Begin a run: nothing has changed yet."""
    _noted.clear()


def note_change() -> None:
    """Note that a file was written, changed or deleted."""
    _noted[_FILES] = lambda: True


def note_record(place: str, is_seen: Callable[[], bool]) -> None:
    """Note that a record of aiwg's was written at a place; `is_seen` tells, if it matters, whether git sees that."""
    _noted[place] = is_seen


def has_changed() -> bool:
    """Say whether this run has changed a file."""
    return _FILES in _noted or any(is_seen() for is_seen in _noted.values())
