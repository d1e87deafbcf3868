"""Writing files so that each is whole-old or whole-new at every instant, and none changes unless all can.

First every file is staged: a temporary file beside its target, all of them synced together. Nothing of the user's
has changed yet. Then all are renamed, each after a last look at what is there. What fails in between is taken back.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass

from aiwg.apply.folders import Folders
from aiwg.errors import Exit, UserError
from aiwg.roots import Roots

TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".aiwg-", ".tmp"
PARALLEL_FROM = 8
SYNCERS = 8


class Changed(Exception):
    """The file is not any more what the plan saw."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is ready beside its target. `before` is what the plan saw at the target (None: nothing)."""

    path: str
    temporary: str
    before: bytes | None


class Writer:
    """Stages, renames and deletes below the roots of a scope."""

    def __init__(self, roots: Roots) -> None:
        self.folders = Folders(roots)
        self._unsynced: list[int] = []
        self._umask = os.umask(0)
        os.umask(self._umask)

    def stage(self, path: str, data: bytes, executable: bool, mode: int | None, before: bytes | None) -> Staged:
        """Write `data` to a temporary file beside a path; nothing at the path changes."""
        folder, name = self.folders.of(path, make=True)
        temporary = f"{TEMPORARY_PREFIX}{secrets.token_hex(4)}{TEMPORARY_SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(temporary, flags, 0o600, dir_fd=folder)
        try:
            _write_all(descriptor, data)
            _dress(descriptor, folder, name)
            os.fchmod(descriptor, mode if mode is not None else (0o777 if executable else 0o666) & ~self._umask)
        except BaseException:
            os.close(descriptor)
            _remove_quietly(temporary, folder)
            raise
        self._unsynced.append(descriptor)
        if len(self._unsynced) >= self.folders.limit:
            self.sync_staged()
        return Staged(path, temporary, before)

    def sync_staged(self) -> None:
        """Make the contents of all staged files durable, many at a time. Raises OSError when one is not."""
        descriptors, self._unsynced = self._unsynced, []
        try:
            if len(descriptors) < PARALLEL_FROM:
                for descriptor in descriptors:
                    os.fsync(descriptor)
            else:
                from concurrent import futures

                with futures.ThreadPoolExecutor(SYNCERS) as pool:
                    list(pool.map(os.fsync, descriptors))
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def commit(self, staged: Staged) -> None:
        """Rename a staged file to its target. Raises Changed when the target is not what the plan saw."""
        folder, name = self.folders.of(staged.path, make=False)
        if read_at(folder, name) != staged.before:
            raise Changed(staged.path)
        try:
            os.rename(staged.temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError as error:
            if error.errno == errno.EBUSY:
                hint = "It is mounted there on its own (as containers do). Mount its folder instead, or exclude it."
                raise UserError(f"{staged.path} cannot be replaced: it is in use.", exit=Exit.IO, hint=hint) from None
            raise

    def discard(self, staged: Staged) -> None:
        """Remove the temporary file of something staged, if it is still there."""
        try:
            folder, _ = self.folders.of(staged.path, make=False)
        except (OSError, UserError):
            return
        _remove_quietly(staged.temporary, folder)

    def delete(self, path: str, before: bytes | None) -> None:
        """Remove the file at a path. Raises Changed when it is not what the plan saw."""
        try:
            folder, name = self.folders.of(path, make=False)
        except FileNotFoundError:
            return
        actual = read_at(folder, name)
        if actual is None:
            return
        if actual != before:
            raise Changed(path)
        os.unlink(name, dir_fd=folder)

    def close(self) -> None:
        """Close what is open."""
        for descriptor in self._unsynced:
            os.close(descriptor)
        self._unsynced = []
        self.folders.close()


def read_at(folder: int, name: str) -> bytes | None:
    """Return the bytes of a regular file, None when there is nothing. Raises Changed for anything else."""
    try:
        info = os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(info.st_mode):
        raise Changed(name)
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    with open(descriptor, "rb") as stream:
        return stream.read()


def _dress(descriptor: int, folder: int, name: str) -> None:
    """Give a temporary file the owner and the extended attributes of the file that it will replace."""
    try:
        old = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        if os.geteuid() == 0:
            info = os.fstat(folder)
            os.fchown(descriptor, info.st_uid, info.st_gid)
        return
    try:
        info = os.fstat(old)
        if os.geteuid() == 0:
            os.fchown(descriptor, info.st_uid, info.st_gid)
        _each_attribute(old, lambda key, value: os.setxattr(descriptor, key, value))
    finally:
        os.close(old)


def _each_attribute(descriptor: int, use: Callable[[str, bytes], None]) -> None:
    if not hasattr(os, "listxattr"):
        return
    try:
        for key in os.listxattr(descriptor):
            use(key, os.getxattr(descriptor, key))
    except OSError as error:
        if error.errno not in (errno.ENOTSUP, errno.EPERM, errno.ENODATA, errno.EACCES):
            raise


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _remove_quietly(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return
