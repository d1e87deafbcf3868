"""Watching folders with watchdog; what it tells are hints."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
from collections.abc import Sequence

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from aiwg.watch.inotify import inode_of, uncovered
from aiwg.watch.paths import WatchPath
from aiwg.watch.queue import ChangeQueue, is_noise

TELLING: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileClosedEvent,
    FileAttribEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
]
"""What may mean a change; that somebody opened, read or closed a file does not. Attributes: the executable bit."""

PAIRING_SECONDS = 0.01
"""How long watchdog may hold an event back to find the other half of a rename: to us both halves are hints."""

LIMITS = {errno.ENOSPC: "fs.inotify.max_user_watches", errno.EMFILE: "fs.inotify.max_user_instances"}


class UnwatchableError(Exception):
    """The system does not let us watch all that there is to watch; the message says why and what raises a limit."""


class _Handler(FileSystemEventHandler):
    def __init__(self, place: WatchPath, hints: ChangeQueue) -> None:
        self._place = place
        self._hints = hints
        self._latest: tuple[str, bool, bool] = ("", False, False)
        """A path, whether it is a folder, whether it counts: a file that is replaced makes four events in a row."""

    def dispatch(self, event: FileSystemEvent) -> None:
        """Note the paths of an event that count."""
        for path in (event.src_path, event.dest_path):
            if path and self._counts(text := os.fsdecode(path), event.is_directory):
                self._hints.note(text, event.is_directory)

    def _counts(self, path: str, is_folder: bool) -> bool:
        latest, was_folder, counts = self._latest
        if (path, is_folder) != (latest, was_folder):
            counts = self._place.holds(path) and self._place.counts(path, is_folder)
            counts = counts and not is_noise(path, self._place.folder)
            self._latest = path, is_folder, counts
        return counts


class _Lost(logging.Handler):
    """Hears watchdog say, in its log and nowhere else, that events were lost."""

    def __init__(self, hints: ChangeQueue) -> None:
        super().__init__(logging.WARNING)
        self._hints = hints

    def emit(self, record: logging.LogRecord) -> None:
        self._hints.lost()


class Watcher:
    """Watches places until it is stopped."""

    def __init__(self, hints: ChangeQueue) -> None:
        self._hints = hints
        self._observer: BaseObserver | None = None
        self._watches: dict[WatchPath, tuple[ObservedWatch, int | None]] = {}
        self._lost = _Lost(hints)
        logger = logging.getLogger("watchdog")
        logger.addHandler(self._lost)
        logger.propagate = False

    def watch(self, places: Sequence[WatchPath], folders: Sequence[str] | None) -> bool:
        """Watch these places and no others; return whether there are new ones, which may have changed before.

        `folders` are all that should be watched then, if that is to be checked.

        Raises UnwatchableError when the system does not let us.
        """
        try:
            self._ensure_started()
            for place in [place for place in self._watches if place not in places or not self._lives(place)]:
                self._drop(place)
            before = len(self._watches)
            for place in places:
                if place not in self._watches:
                    self._add(place)
            added = len(self._watches) > before
        except OSError as error:
            raise _unwatchable(error) from None
        missing = uncovered(folders) if folders is not None else []
        if missing:
            self._watch_anew(missing)
            missing = uncovered(folders or ())
        if missing:
            raise _unwatchable(OSError(errno.ENOSPC, f"{len(missing)} folders are not watched"))
        return added

    def _ensure_started(self) -> None:
        if self._observer is None:
            _shorten_pairing()
            self._observer = Observer()
            self._observer.start()

    def _lives(self, place: WatchPath) -> bool:
        """Say whether a place is still watched: a watch ends when its folder goes, and goes along when it is moved."""
        watch, folder = self._watches[place]
        if inode_of(place.folder) != folder:
            return False
        emitters = self._observer.emitters if self._observer else set()
        return any(emitter.watch == watch and emitter.is_alive() for emitter in emitters)

    def _add(self, place: WatchPath) -> None:
        assert self._observer is not None  # noqa: S101 - for the type checker: it was started before
        try:
            handler = _Handler(place, self._hints)
            watch = self._observer.schedule(handler, place.folder, recursive=place.deep, event_filter=TELLING)
            self._watches[place] = watch, inode_of(place.folder)
        except (FileNotFoundError, NotADirectoryError):  # gone since we looked: its parent tells when it is back
            return

    def _drop(self, place: WatchPath) -> None:
        watch, _ = self._watches.pop(place)
        if self._observer is not None:
            with contextlib.suppress(KeyError, OSError):
                self._observer.unschedule(watch)

    def _watch_anew(self, missing: Sequence[str]) -> None:
        """Watch the places again that folders are missing from: they came while the watch was being set."""
        again = [place for place in self._watches if any(place.holds(folder) for folder in missing)]
        try:
            for place in again:
                self._drop(place)
                self._add(place)
        except OSError as error:
            raise _unwatchable(error) from None

    def stop(self) -> None:
        """Stop watching; the threads end on their own."""
        logging.getLogger("watchdog").removeHandler(self._lost)
        if self._observer is not None:
            for place in list(self._watches):
                self._drop(place)
            self._observer.stop()
            self._observer = None


def _shorten_pairing() -> None:
    """Let watchdog hand on the first half of a rename almost at once, where it works by inotify."""
    with contextlib.suppress(ImportError):
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

        InotifyMoveEventGrouper.delay = PAIRING_SECONDS


def _unwatchable(error: OSError) -> UnwatchableError:
    name = LIMITS.get(error.errno or 0)
    why = f"the limit {name} is reached" if name else f"{error.strerror or error}"
    hint = f"   raise it: sysctl {name}=..." if name else ""
    return UnwatchableError(f"{why}{hint}")
