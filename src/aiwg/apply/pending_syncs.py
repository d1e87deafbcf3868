"""Files that are written and not durable yet: a few are synced one by one, many by one sync of their file system."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from aiwg.apply import file_system
from aiwg.apply.fsync_pool import FsyncPool, close_all

FEW = 16
"""Up to this many files or folders are synced one by one. One call for a file system also waits for what other programs
wrote to it, so it pays only for many: docs/benchmarks.md, "Durability"."""


class PendingSyncs:
    """Takes open files, makes them durable, and closes them. At most `limit` stay open.

    `file_systems` holds an open folder of each file system by device, opened before anything was written there.
    """

    def __init__(self, limit: int, file_systems: Mapping[int, int]) -> None:
        self._limit = max(limit, 1)
        self._file_systems = file_systems
        self._open: list[int] = []
        self._devices: set[int] = set()
        self._whole = False
        self._pool: FsyncPool | None = None

    def add(self, descriptor: int, device: int) -> None:
        """Take over an open file that lies on a device. Raises OSError when an earlier one could not be written."""
        if self._pool is not None:
            self._pool.add(descriptor)
            return
        self._devices.add(device)
        if self._whole:
            os.close(descriptor)
            return
        self._open.append(descriptor)
        if len(self._open) > min(FEW, self._limit):
            self._take_whole_file_systems()

    def _take_whole_file_systems(self) -> None:
        """Sync the file systems from now on; where that is not possible, hand the files to threads."""
        try:
            self._sync_file_systems()
        except file_system.FileSystemSyncUnavailableError:
            self._pool = FsyncPool(self._limit)
            while self._open:
                self._pool.add(self._open.pop())
            return
        self._whole = True
        waiting, self._open = self._open, []
        close_all(waiting)

    def _sync_file_systems(self) -> None:
        for device in sorted(self._devices):
            file_system.sync_file_system(self._file_systems[device])

    def finish(self) -> None:
        """Return when all is durable. Raises OSError when something is not."""
        if self._pool is not None:
            self._pool.finish()
        elif self._whole:
            self._sync_file_systems()
        else:
            waiting, self._open = self._open, []
            try:
                for descriptor in waiting:
                    os.fsync(descriptor)
            finally:
                close_all(waiting)
        self._whole = False
        self._devices.clear()

    def close(self) -> None:
        """Close what is still open, synced or not. Raises OSError when a close says that a write failed."""
        try:
            waiting, self._open = self._open, []
            close_all(waiting)
        finally:
            if self._pool is not None:
                self._pool.close()


def sync_folders(
    folders: Mapping[str, int], full: Callable[[str], str], file_systems: Mapping[int, int], limit: int
) -> None:
    """Make renames and deletions in folders durable. Raises OSError.

    `folders` gives the device of each by output path, and `full` makes an absolute path of that.
    """
    if len(folders) > FEW:
        try:
            for device in sorted(set(folders.values())):
                file_system.sync_file_system(file_systems[device])
        except file_system.FileSystemSyncUnavailableError:
            pass
        else:
            return
    pool = FsyncPool(limit)
    try:
        for folder in sorted(map(full, folders)):
            try:
                pool.add(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC))
            except (FileNotFoundError, NotADirectoryError):
                continue
        pool.finish()
    finally:
        pool.close()
