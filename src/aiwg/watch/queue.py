"""Hints that something changed, gathered from other threads until it is time to act on them."""

from __future__ import annotations

import threading
import time

from aiwg.core.dataclass import dataclass, field
from aiwg.source.reader import is_clutter
from aiwg.watch.debounce import Debouncer


@dataclass(frozen=True, slots=True)
class Batch:
    """What is said to have changed since the last batch: `since` when the first hint came, by the monotonic clock.

    `stormy`: hints still come in. `folders`: folders came, went or moved, or events were lost, so that what is
    watched has to be looked at again.
    """

    since: float
    paths: frozenset[str] = frozenset()
    stormy: bool = False
    folders: bool = False


@dataclass(slots=True)
class ChangeQueue:
    """Collects hints; the main thread waits for a batch of them."""

    debouncer: Debouncer = field(default_factory=Debouncer)
    _paths: dict[str, float] = field(default_factory=dict)
    _folders: bool = False
    _since: float | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, path: str, folder: bool = False) -> None:
        """Note that something changed at a path; `folder`: it is one, and came, went or moved."""
        with self._changed:
            now = self._paths[path] = time.monotonic()
            self._folders = self._folders or folder
            is_first = self.debouncer.first is None
            self.debouncer.note(now)
            if is_first:  # the next ones make nothing due earlier
                self._changed.notify()

    def lost(self) -> None:
        """Note that events were lost: anything may have changed."""
        with self._changed:
            self._folders = True
            self.debouncer.note(time.monotonic())
            self._changed.notify()

    def again(self, batch: Batch, later: float = 0.0) -> None:
        """Put back what could not be done yet; it is due `later` seconds after the usual time."""
        with self._changed:
            self._paths = dict.fromkeys(batch.paths, batch.since) | self._paths
            self._folders = self._folders or batch.folders
            self._since = batch.since
            self.debouncer.note(time.monotonic() + later)

    @property
    def waiting(self) -> bool:
        """Say whether hints came in that nobody has taken yet."""
        return self.debouncer.first is not None

    def settled(self, seconds: float) -> dict[str, float]:
        """Return the paths that have no newer hint than some seconds ago, with the time of their last one."""
        with self._changed:
            before = time.monotonic() - seconds
            return {path: at for path, at in self._paths.items() if at <= before}

    @property
    def is_storming(self) -> bool:
        """Say whether changes have come for longer than those of one save, and no batch is due yet."""
        return self.debouncer.is_storm(time.monotonic())

    def wait(self, seconds: float) -> Batch | None:
        """Return the next batch when it is due, None when that is not within some seconds or while changes storm in."""
        until = time.monotonic() + seconds
        with self._changed:
            while True:
                now, due = time.monotonic(), self.debouncer.due()
                if due is not None and now >= due:
                    return self._take(now)
                if now >= until or self.debouncer.is_storm(now):
                    return None
                self._changed.wait(min(until, due if due is not None else until) - now)

    def _take(self, now: float) -> Batch:
        since = self._since or self.debouncer.first or now
        batch = Batch(since, frozenset(self._paths), self.debouncer.is_stormy(now), self._folders)
        self.debouncer.reset()
        self._paths, self._folders, self._since = {}, False, None
        return batch


def is_noise(path: str, below: str) -> bool:
    """Say whether a path below a watched folder is one that an editor or a tool leaves for a moment, or we skip.

    `4913`, and from there on in steps of 123, is the file by which Vim tries whether it may write in a folder.
    """
    parts = path[len(below) :].strip("/").split("/") if path != below else []
    return any(is_clutter(part) for part in parts) or bool(parts and _is_vims_trial(parts[-1]))


def _is_vims_trial(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 6 and int(name) >= 4913 and (int(name) - 4913) % 123 == 0
