"""Renames that can be taken back until all are done, and that lose nothing that was saved a moment ago.

A staged file changes places with what is at its target, and what came out is looked at: if it is not what the plan saw,
they change places again. The old files stay under a second name until all is done, so that what fails in between is
taken back by renames: no space is needed for it, and the files are the very ones that were there, with their times and
modes. Where files cannot be exchanged, the target is looked at just before the rename.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable

from aiwg.apply.durable import numbered_name, temporary_name
from aiwg.apply.exchange import ExchangeUnavailableError, exchange, rename_into_nothing
from aiwg.apply.folders import Folders
from aiwg.core.content import Content, content_of
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.core.read import read_up_to

_NO_LINKS = (errno.ENOTSUP, errno.EPERM, errno.EACCES, errno.EMLINK, errno.ENOSYS, errno.EXDEV)


class ChangedOnDiskError(Exception):
    """The file is not any more what the plan saw."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is ready beside its target. `before` is what the plan saw at the target (None: nothing).

    `number` is that of its temporary name, which takes twice the memory: there may be many.
    """

    path: str
    number: int
    before: Content | None
    after: Content

    @property
    def temporary(self) -> str:
        """Return the name under which it lies beside its target."""
        return numbered_name(self.number)


Restore = Callable[[str, Content, int, Content | None], Staged]
"""Stages a content with a mode for a path, durably, where something else is now."""


@dataclass(slots=True)
class _Done:
    """What was done at a path where something was. `aside` is the second name of the old file (empty: it has none)."""

    path: str
    before: Content | None
    after: Content | None
    mode: int = 0o600
    aside: str = ""


class Renames:
    """The renames and deletions of one apply, last one last."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._done: list[_Done | Staged] = []
        """Where nothing was, what was staged says all of it: of most of a first deploy."""

    def commit(self, staged: Staged) -> None:
        """Rename a staged file to its target. Raises ChangedOnDiskError when the target is not what the plan saw."""
        folder, name = self._folders.of(staged.path, make=False)
        try:
            if staged.before is None:
                self._create(staged, folder, name)
            else:
                self._exchange(staged, folder, name)
        except ExchangeUnavailableError:
            self._done.pop()
            self._look_and_rename(staged, folder, name)
        except (FileExistsError, FileNotFoundError):
            self._done.pop()
            raise ChangedOnDiskError(staged.path) from None

    def _create(self, staged: Staged, folder: int, name: str) -> None:
        # noted before it is done: an interrupt between the two must find something to take back
        self._done.append(staged)
        rename_into_nothing(folder, staged.temporary, name)

    def _exchange(self, staged: Staged, folder: int, name: str) -> None:
        self._done.append(_Done(staged.path, staged.before, staged.after, aside=staged.temporary))
        exchange(folder, staged.temporary, name)  # then look: a look before it could miss a save of this very moment
        if _holds(folder, staged.temporary, staged.before):
            return
        exchange(folder, staged.temporary, name)
        if not _holds(folder, staged.temporary, staged.after):
            exchange(folder, staged.temporary, name)  # saved once more meanwhile: the newest stays
        self._done.pop()
        raise ChangedOnDiskError(staged.path)

    def _look_and_rename(self, staged: Staged, folder: int, name: str) -> None:
        """Do it without exchanging: what is saved between the look and the rename would be lost."""
        if not _is(read_at(folder, name), staged.before):
            raise ChangedOnDiskError(staged.path)
        done = _Done(staged.path, staged.before, staged.after)
        self._done.append(done)
        if staged.before is not None:
            done.mode = stat.S_IMODE(os.lstat(name, dir_fd=folder).st_mode)
            done.aside = _second_name(folder, name)
        os.rename(staged.temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

    def delete(self, path: str, before: Content | None) -> None:
        """Remove the file at a path. Raises ChangedOnDiskError when it is not what the plan saw."""
        try:
            folder, name = self._folders.of(path, make=False)
        except FileNotFoundError:
            return
        actual = read_at(folder, name)
        if actual is None:
            return
        if not _is(actual, before):
            raise ChangedOnDiskError(path)
        aside = temporary_name()  # put aside, not removed: until all is done it may have to come back
        mode = stat.S_IMODE(os.lstat(name, dir_fd=folder).st_mode)
        self._done.append(_Done(path, before, None, mode, aside))
        os.rename(name, aside, src_dir_fd=folder, dst_dir_fd=folder)
        if not _holds(folder, aside, before):
            self._done.pop()
            _put_back(folder, aside, name)
            raise ChangedOnDiskError(path)

    def take_back(self, restore: Restore) -> list[str]:
        """Restore what was there before, last first; return the paths where that failed."""
        failed = []
        while self._done:
            done = self._done.pop()
            try:
                self._take_back(done, restore)
            except (OSError, ChangedOnDiskError, UserError):
                failed.append(done.path)
        return failed

    def _take_back(self, done: _Done | Staged, restore: Restore) -> None:
        folder, name = self._folders.of(done.path, make=False)
        there = read_at(folder, name)
        if _is(there, done.before):
            if isinstance(done, _Done) and done.aside:
                remove_quietly_at(done.aside, folder)
            return
        if not _is(there, done.after):
            raise ChangedOnDiskError(done.path)
        if done.before is None or isinstance(done, Staged):
            os.unlink(name, dir_fd=folder)
            return
        if done.aside and _exists(folder, done.aside):  # whatever came out last is what was there last
            os.rename(done.aside, name, src_dir_fd=folder, dst_dir_fd=folder)
            remove_quietly_at(done.aside, folder)  # a rename between two names of one file does nothing
        else:
            again = restore(done.path, done.before, done.mode, content_of(there))
            os.rename(again.temporary, name, src_dir_fd=folder, dst_dir_fd=folder)

    def settle(self) -> None:
        """Give up the old files: from now on nothing can be taken back. Raises OSError."""
        for done in self._done:
            if isinstance(done, _Done) and done.aside:
                folder, _ = self._folders.of(done.path, make=False)
                os.unlink(done.aside, dir_fd=folder)
        self._done.clear()


def read_at(folder: int, name: str) -> bytes | None:
    """Return the bytes of a regular file, None when there is nothing. Raises ChangedOnDiskError for anything else."""
    try:
        info = os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(info.st_mode):
        raise ChangedOnDiskError(name)
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        return read_up_to(descriptor, sys.maxsize, info.st_size)
    finally:
        os.close(descriptor)


def remove_quietly_at(name: str, folder: int) -> None:
    """Remove a file of an open folder if that can be done."""
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return


def _exists(folder: int, name: str) -> bool:
    try:
        os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True


def _is(data: bytes | None, content: Content | None) -> bool:
    """Say whether bytes are a content; None, for nothing, is None."""
    return data is None if content is None else data is not None and content.holds(data)


def _holds(folder: int, name: str, content: Content | None) -> bool:
    """Say whether a name holds a regular file with this content."""
    try:
        return _is(read_at(folder, name), content)
    except ChangedOnDiskError:
        return False


def _second_name(folder: int, name: str) -> str:
    """Give a file a second name; return it, or nothing where the file system has no hard links."""
    aside = temporary_name()
    try:
        os.link(name, aside, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return ""
        raise
    return aside


def _put_back(folder: int, aside: str, name: str) -> None:
    """Give a file its name back, unless somebody has saved another one there meanwhile."""
    try:
        rename_into_nothing(folder, aside, name)
    except ExchangeUnavailableError:
        os.link(aside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        os.unlink(aside, dir_fd=folder)
    except FileExistsError:
        return
