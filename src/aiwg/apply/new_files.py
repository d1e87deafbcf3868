"""Writing the files that a person starts from and goes on with: never over what is there, never through a link."""

from __future__ import annotations

import os
from collections.abc import Container, Sequence
from pathlib import Path

from aiwg.apply.folders import Folders
from aiwg.apply.renames import ChangedOnDiskError, Staged
from aiwg.apply.writer import Writer
from aiwg.artifact.ids import is_git_folder
from aiwg.core.changes import note_change
from aiwg.core.content import Content
from aiwg.core.read import read_whole
from aiwg.fs.owner import give_to_folders_owner
from aiwg.fs.roots import Roots


class StartingFiles:
    """Creates files below one folder, which is made when it is missing."""

    def __init__(self, base: Path) -> None:
        base.mkdir(parents=True, exist_ok=True)
        self.base = base
        self._roots = Roots("project", base, base)
        self._folders = Folders(self._roots)

    def create(self, path: str, text: str, executable: bool = False) -> bool:
        """Write a new file and return True, or return False when something of that name is there.

        Raises UserError (refused) when a parent is a link or a file.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        folder, name = self._folders.of(path, make=True)
        try:
            descriptor = os.open(name, flags, 0o777 if executable else 0o666, dir_fd=folder)
        except FileExistsError:
            return False
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            stream.write(text)
        self._note()
        give_to_folders_owner(name, folder)
        return True

    def copy(self, path: str, to: str, before: bytes, after: bytes) -> bool:
        """Write a new file with the mode of another one, if that holds `before`; return False when it is there.

        Raises ChangedOnDiskError when the other one holds something else, or is a link.
        """
        self._require(path, before)
        mode = os.stat(self.base / path).st_mode & 0o777
        if not self.create(to, after.decode("utf-8", "surrogateescape"), executable=bool(mode & 0o111)):
            return False
        folder, name = self._folders.of(to, make=False)
        os.chmod(name, mode, dir_fd=folder)
        return True

    def discard(self, path: str, before: bytes) -> None:
        """Remove a file that holds `before`. Raises ChangedOnDiskError when it holds something else, or is a link."""
        self._require(path, before)
        folder, name = self._folders.of(path, make=False)
        os.unlink(name, dir_fd=folder)
        self._note()

    def _note(self) -> None:
        if not any(map(is_git_folder, self.base.parts)):  # git's own files are no files of a project
            note_change()

    def _require(self, path: str, before: bytes) -> None:
        full = self.base / path
        if full.is_symlink() or read_whole(full) != before:
            raise ChangedOnDiskError(path)

    def make_folder(self, path: str) -> bool:
        """Make a folder and return True, or return False when it is there."""
        folder, name = self._folders.of(path, make=True)
        try:
            os.mkdir(name, dir_fd=folder)
        except FileExistsError:
            return False
        give_to_folders_owner(name, folder)
        return True

    def change(self, path: str, before: bytes, text: str) -> None:
        """Put a new text in the place of a file that holds `before`.

        Raises ChangedOnDiskError when it holds something else.
        """
        self.change_all([(path, before, text.encode())])

    def change_all(self, changes: Sequence[tuple[str, bytes, bytes]], executable: Container[str] = ()) -> None:
        """Change files from what they hold to what they should, all or none; those in `executable` may be run then.

        Raises ChangedOnDiskError when one holds something else; then all hold what they did.
        """
        writer = Writer(self._roots)
        staged: list[Staged] = []
        try:
            for path, before, after in changes:
                mode = os.stat(self.base / path).st_mode & 0o777
                mode |= (mode & 0o444) >> 2 if path in executable else 0
                staged.append(writer.stage(path, Content(after), False, mode, Content(before)))
            writer.sync_staged()
            for each in staged:
                writer.renames.commit(each)
            if changes:
                self._note()
            writer.renames.settle()
            writer.folders.sync()
        except BaseException:
            writer.take_back()
            for each in staged:
                writer.discard(each)
            raise
        finally:
            writer.close()
