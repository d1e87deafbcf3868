"""Writing files so that each is whole-old or whole-new at every instant, and none changes unless all can.

First every file is staged: a temporary file beside its target, all of them synced together. Nothing of the user's
has changed yet. Then all are renamed, each after a last look at what is there. The old files keep a second name
until all is done, so that what fails in between is taken back by renames: no space is needed for it, and the files
are the very ones that were there, with their times and modes.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass

from aiwg.apply.folders import Folders
from aiwg.apply.synced import temporary_name, write_all
from aiwg.errors import UserError
from aiwg.ownership import give
from aiwg.roots import Roots

PARALLEL_FROM = 8
_NO_ATTRIBUTES = (errno.ENOTSUP, errno.EPERM, errno.ENODATA, errno.EACCES)
SYNCERS = 8


class Changed(Exception):
    """The file is not any more what the plan saw."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is ready beside its target. `before` is what the plan saw at the target (None: nothing)."""

    path: str
    temporary: str
    before: bytes | None
    after: bytes


@dataclass(slots=True)
class _Done:
    """What was done at a path. `aside` is the second name of the old file (empty: there is none)."""

    path: str
    before: bytes | None
    after: bytes | None
    mode: int = 0o600
    aside: str = ""


class Writer:
    """Stages, renames and deletes below the roots of a scope."""

    def __init__(self, roots: Roots) -> None:
        self.folders = Folders(roots)
        self._done: list[_Done] = []
        self._unsynced: list[int] = []
        self._umask = os.umask(0)
        os.umask(self._umask)

    def stage(self, path: str, data: bytes, executable: bool, mode: int | None, before: bytes | None) -> Staged:
        """Write `data` to a temporary file beside a path; nothing at the path changes."""
        folder, name = self.folders.of(path, make=True)
        temporary = temporary_name()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(temporary, flags, 0o600, dir_fd=folder)
        try:
            write_all(descriptor, data)
            _dress(descriptor, folder, name)
            os.fchmod(descriptor, mode if mode is not None else (0o755 if executable else 0o644) & ~self._umask)
        except BaseException:
            os.close(descriptor)
            _remove_quietly(temporary, folder)
            raise
        self._unsynced.append(descriptor)
        if len(self._unsynced) >= self.folders.limit:
            self.sync_staged()
        return Staged(path, temporary, before, data)

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
            _close_all(descriptors)

    def commit(self, staged: Staged) -> None:
        """Rename a staged file to its target. Raises Changed when the target is not what the plan saw."""
        folder, name = self.folders.of(staged.path, make=False)
        if read_at(folder, name) != staged.before:
            raise Changed(staged.path)
        done = _Done(staged.path, staged.before, staged.after)
        self._done.append(done)
        if staged.before is not None:
            done.mode = stat.S_IMODE(os.lstat(name, dir_fd=folder).st_mode)
            done.aside = _second_name(folder, name)
        os.rename(staged.temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

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
        aside = temporary_name()
        self._done.append(_Done(path, before, None, stat.S_IMODE(os.lstat(name, dir_fd=folder).st_mode), aside))
        os.rename(name, aside, src_dir_fd=folder, dst_dir_fd=folder)

    def take_back(self) -> list[str]:
        """Restore what was there before, last first; return the paths where that failed."""
        failed = []
        while self._done:
            done = self._done.pop()
            try:
                self._take_back(done)
            except (OSError, Changed, UserError):
                failed.append(done.path)
        return failed

    def _take_back(self, done: _Done) -> None:
        folder, name = self.folders.of(done.path, make=False)
        there = read_at(folder, name)
        if there == done.before:
            if done.aside:
                _remove_quietly(done.aside, folder)
            return
        if there not in (done.before, done.after):
            raise Changed(done.path)
        if done.before is None:
            os.unlink(name, dir_fd=folder)
            return
        if done.aside and read_at(folder, done.aside) == done.before:
            os.rename(done.aside, name, src_dir_fd=folder, dst_dir_fd=folder)
            _remove_quietly(done.aside, folder)  # a rename between two names of one file does nothing
        else:
            again = self.stage(done.path, done.before, False, done.mode, there)
            self.sync_staged()
            os.rename(again.temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

    def settle(self) -> None:
        """Give up the old files: from now on nothing can be taken back. Raises OSError."""
        for done in self._done:
            if done.aside:
                folder, _ = self.folders.of(done.path, make=False)
                os.unlink(done.aside, dir_fd=folder)
        self._done.clear()

    def close(self) -> None:
        """Close what is open."""
        descriptors, self._unsynced = self._unsynced, []
        try:
            _close_all(descriptors)
        finally:
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
        give(descriptor, os.fstat(folder))
        return
    try:
        give(descriptor, os.fstat(old))
        _copy_attributes(old, descriptor)
    finally:
        os.close(old)


def _copy_attributes(old: int, new: int) -> None:
    """Copy extended attributes and access lists, each on its own: some are the system's and cannot be set."""
    if not hasattr(os, "listxattr"):
        return
    for key in _attributes(old):
        try:
            os.setxattr(new, key, os.getxattr(old, key))
        except OSError as error:
            if error.errno not in _NO_ATTRIBUTES:
                raise


def _attributes(descriptor: int) -> list[str]:
    try:
        return os.listxattr(descriptor)
    except OSError as error:
        if error.errno not in _NO_ATTRIBUTES:
            raise
        return []


def _second_name(folder: int, name: str) -> str:
    """Give a file a second name; return it, or nothing where the file system has no hard links."""
    aside = temporary_name()
    try:
        os.link(name, aside, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.EPERM, errno.EACCES, errno.EMLINK, errno.ENOSYS, errno.EXDEV):
            return ""
        raise
    return aside


def _close_all(descriptors: list[int]) -> None:
    """Close descriptors; raise the first error only when all are closed, as a close can say that a write failed."""
    first: OSError | None = None
    for descriptor in descriptors:
        try:
            os.close(descriptor)
        except OSError as error:
            first = first or error
    if first:
        raise first


def _remove_quietly(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return
