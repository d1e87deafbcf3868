"""Writing one file so that it is whole-old or whole-new at every instant, below folders that are no links."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from aiwg.errors import Exit, UserError
from aiwg.roots import Roots

TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".aiwg-", ".tmp"


class Changed(Exception):
    """The file is not any more what the plan saw."""


class Writer:
    """Writes and deletes below the roots of a scope. Remembers which folders it made and which to sync."""

    def __init__(self, roots: Roots) -> None:
        self.roots = roots
        self.made: list[str] = []
        self._touched: set[str] = set()
        self._umask = os.umask(0)
        os.umask(self._umask)

    @contextmanager
    def folder(self, path: str, make: bool) -> Iterator[tuple[int, str]]:
        """Open the folder of an output path, link by no link; yield its descriptor and the file's name.

        Raises UserError (refused) when a parent is a link or a file.
        """
        root, rest = self.roots.split(path)
        parts = rest.split("/")
        prefix = path[: len(path) - len(rest)]
        descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for index, part in enumerate(parts[:-1]):
                descriptor = self._enter(descriptor, part, prefix + "/".join(parts[: index + 1]), make)
            self._touched.add(os.path.dirname(os.path.join(root, rest)))
            yield descriptor, parts[-1]
        finally:
            os.close(descriptor)

    def _enter(self, descriptor: int, part: str, path: str, make: bool) -> int:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            inner = os.open(part, flags, dir_fd=descriptor)
        except FileNotFoundError:
            if not make:
                raise
            os.mkdir(part, 0o777, dir_fd=descriptor)
            self.made.append(path)
            self._touched.add(os.path.dirname(self.roots.full(path)))
            inner = os.open(part, flags, dir_fd=descriptor)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                raise UserError(
                    f"{path} is a link or a file, where a folder is needed.",
                    exit=Exit.REFUSED,
                    hint="Nothing was written through it. Replace it by a folder.",
                ) from None
            raise
        os.close(descriptor)
        return inner

    def write(self, path: str, data: bytes, executable: bool, mode: int | None, before: bytes | None) -> None:
        """Put `data` at a path: a synced temporary file beside it, then a rename.

        `before` is what the plan saw there (None: nothing). Raises Changed when that is not there any more.
        """
        wanted = mode if mode is not None else (0o777 if executable else 0o666) & ~self._umask
        with self.folder(path, make=True) as (folder, name):
            temporary = f"{TEMPORARY_PREFIX}{secrets.token_hex(4)}{TEMPORARY_SUFFIX}"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(temporary, flags, 0o600, dir_fd=folder)
            try:
                try:
                    _write_all(descriptor, data)
                    os.fchmod(descriptor, wanted)
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                if self._read(folder, name) != before:
                    raise Changed(path)
                os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                _remove_quietly(temporary, folder)
                raise

    def delete(self, path: str, before: bytes | None) -> None:
        """Remove the file at a path. Raises Changed when it is not what the plan saw."""
        try:
            with self.folder(path, make=False) as (folder, name):
                actual = self._read(folder, name)
                if actual is None:
                    return
                if actual != before:
                    raise Changed(path)
                os.unlink(name, dir_fd=folder)
        except FileNotFoundError:
            return

    def remove_folder(self, path: str) -> bool:
        """Remove a folder if it is empty; return whether it is gone."""
        try:
            with self.folder(path, make=False) as (folder, name):
                os.rmdir(name, dir_fd=folder)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    def sync_folders(self) -> None:
        """Make the renames durable: one sync per touched folder."""
        for folder in sorted(self._touched):
            try:
                descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        self._touched.clear()

    @staticmethod
    def _read(folder: int, name: str) -> bytes | None:
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


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _remove_quietly(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return
