"""Writing files so that each is whole-old or whole-new at every instant, and none changes unless all can.

First every file is staged: a temporary file beside its target, and all of
them are synced. Nothing of the user's has changed yet. Then all are renamed, in a way that can be taken back.
"""

from __future__ import annotations

import os

from aiwg.apply.durable import next_number, numbered_name, write_all
from aiwg.apply.folders import Folders
from aiwg.apply.pending_syncs import PendingSyncs
from aiwg.apply.renames import Renames, Staged, remove_quietly_at
from aiwg.core.content import Content
from aiwg.core.errors import UserError
from aiwg.fs.owner import chown_like
from aiwg.fs.roots import Roots

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_MODE = 0o644
"""What a new file is made with, less what the user's mask takes away."""


class Writer:
    """Stages files below the roots of a scope; its `renames` bring them to their places."""

    def __init__(self, roots: Roots) -> None:
        self.folders = Folders(roots)
        self.renames = Renames(self.folders)
        self._syncing = PendingSyncs(self.folders.limit, self.folders.file_systems)
        self._umask = os.umask(0)  # the system tells it only to those who set it
        os.umask(self._umask)

    def stage(self, path: str, wanted: Content, executable: bool, mode: int | None, old: Content | None) -> Staged:
        """Write what is `wanted` to a temporary file beside a path; nothing at the path changes."""
        return Staged(path, self.write_beside(path, wanted, executable, mode, old), old, wanted)

    def write_beside(self, path: str, wanted: Content, executable: bool, mode: int | None, old: Content | None) -> int:
        """Stage a file, as `stage` does; return the number of its temporary name."""
        opened, name = self.folders.enter(path, make=True)
        folder, number = opened.descriptor, next_number()
        temporary = numbered_name(number)
        # beside its target: a rename within one folder is atomic, and no other file system is in the way;
        # private until it has its content, a new file too: nobody reads it half written
        descriptor = os.open(temporary, _FLAGS, 0o600, dir_fd=folder)
        try:
            write_all(descriptor, wanted.data)
            if old is not None:
                from aiwg.apply.metadata import copy_metadata

                copy_metadata(descriptor, folder, name)
            elif self.folders.root not in (None, opened.owner):
                chown_like(descriptor, opened.owner)  # run by root in your project, a new file is yours
            os.fchmod(descriptor, mode if mode is not None else (0o755 if executable else _MODE) & ~self._umask)
        except BaseException:
            os.close(descriptor)
            remove_quietly_at(temporary, folder)
            raise
        self._syncing.add(descriptor, opened.device)
        return number

    def sync_staged(self) -> None:
        """Return when the contents of all staged files are durable. Raises OSError when one is not."""
        self._syncing.finish()

    def discard(self, staged: Staged) -> None:
        """Remove the temporary file of something staged, if it is still there."""
        try:
            folder, _ = self.folders.of(staged.path, make=False)
        except (OSError, UserError):
            return
        remove_quietly_at(staged.temporary, folder)

    def take_back(self) -> list[str]:
        """Restore what was there before the renames; return the paths where that failed."""
        return self.renames.take_back(self._restore)

    def _restore(self, path: str, old: Content, mode: int, there: Content | None) -> Staged:
        staged = self.stage(path, old, False, mode, there)
        self.sync_staged()
        return staged

    def close(self) -> None:
        """Close what is open."""
        try:
            self._syncing.close()
        finally:
            self.folders.close()
