"""Waiting for git: while it holds its index locked it is changing files, and half a checkout is no source."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

from aiwg.core.dataclass import dataclass, field

PATIENCE_SECONDS = 10.0
"""How long a lock is waited for. One that stays longer was left by a git that crashed; it is not waited for again."""


@dataclass(slots=True)
class GitLock:
    """The repositories that some folders lie in."""

    clock: Callable[[], float] = time.monotonic
    _locks: dict[str, str | None] = field(default_factory=dict)
    _since: float | None = None
    _stale: set[tuple[str, int, int]] = field(default_factory=set)

    def is_busy(self, folders: Iterable[str]) -> bool:
        """Say whether git is changing files in the repository of one of the folders, and is still worth waiting for."""
        held = {lock for folder in folders if (lock := self._held(folder)) is not None} - self._stale
        now = self.clock()
        if not held:
            self._since = None
            return False
        if self._since is None:
            self._since = now
        if now - self._since < PATIENCE_SECONDS:
            return True
        self._stale |= held
        self._since = None
        return False

    def _held(self, folder: str) -> tuple[str, int, int] | None:
        """Return which lock there is, so that another of the same name can be told from it."""
        if folder not in self._locks:
            self._locks[folder] = _lock_of(folder)
        lock = self._locks[folder]
        if lock is None:
            return None
        try:
            info = os.stat(lock)
        except OSError:
            return None
        return lock, info.st_ino, info.st_mtime_ns


def _lock_of(folder: str) -> str | None:
    """Return the path of the index lock of the repository or worktree that a folder lies in."""
    here = os.path.realpath(folder)
    while True:
        git = os.path.join(here, ".git")
        if os.path.isdir(git):
            return os.path.join(git, "index.lock")
        if os.path.isfile(git):
            return _lock_of_worktree(git)
        if here == os.path.dirname(here):
            return None
        here = os.path.dirname(here)


def _lock_of_worktree(file: str) -> str | None:
    """Return the index lock that a `.git` file leads to; worktrees and submodules have such a file."""
    try:
        with open(file, encoding="utf-8") as stream:
            word, _, path = stream.readline().strip().partition(": ")
    except (OSError, UnicodeDecodeError):
        return None
    if word != "gitdir" or not path:
        return None
    return os.path.join(os.path.dirname(file), path, "index.lock")
