"""The folder where a scope keeps its state: manifest, journal, lock, backups, the snapshot of the last run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiwg.apply.lock import locked
from aiwg.apply.synced import TEMPORARY, make_folders, sweep, write_synced
from aiwg.errors import Exit, UserError
from aiwg.files import read_whole
from aiwg.manifest import Manifest, parse_manifest
from aiwg.roots import Roots

STATE_FOLDER = ".aiwg"


class State:
    """Paths below a scope's state folder, and reading what is there. `made_folder`: it was not there before us."""

    def __init__(self, roots: Roots) -> None:
        self.roots = roots
        self.made_folder = False
        self._cleared = False
        self.folder = roots.state
        self.private = roots.state / "state"
        self.manifest = roots.state / "manifest.json"
        self.journal = self.private / "journal.json"
        self.lock = self.private / "lock"
        self.backups = self.private / "backups"
        self.snapshot = self.private / "snapshot.json"
        self.shown_manifest = ".aiwg/manifest.json" if roots.scope == "project" else str(self.manifest)

    @property
    def shown_backups(self) -> str:
        """Return where the backups of earlier runs lie, as a person knows it; empty when there are none."""
        if not self.backups.is_dir():
            return ""
        return f"{STATE_FOLDER}/state/backups/" if self.roots.scope == "project" else f"{self.backups}/"

    def read_manifest(self, known: tuple[str, Manifest] | None = None) -> Manifest:
        """Return the recorded manifest, an empty one when there is none. `known`: a text of it, and what it says.

        Raises UserError when it cannot be trusted.
        """
        for folder in (self.folder, self.manifest):
            if folder.is_symlink() and folder is self.manifest:
                raise UserError(
                    f"{self.shown_manifest} is a link.",
                    exit=Exit.REFUSED,
                    hint="Replace it by the file itself.",
                )
        try:
            text = read_whole(self.manifest).decode("utf-8")
        except FileNotFoundError:
            return Manifest()
        except UnicodeDecodeError:
            raise UserError(
                f"{self.shown_manifest} is not UTF-8 text.",
                exit=Exit.STATE,
                hint="Restore it from version control.",
            ) from None
        except OSError as error:
            raise UserError(f"{self.shown_manifest} cannot be read: {error.strerror}.", exit=Exit.IO) from None
        if known is not None and known[0] == text:
            return known[1]
        manifest = parse_manifest(text, self.shown_manifest)
        for path in manifest.folders:
            if path != STATE_FOLDER:
                self.roots.split(path)
        return manifest

    def prepare(self) -> None:
        """Make the state folder, hidden from git."""
        self.made_folder = self.made_folder or self._is_only_ours()
        make_folders(self.private)
        ignore = self.private / ".gitignore"
        if not ignore.exists():
            write_synced(ignore, b"*\n")

    def _is_only_ours(self) -> bool:
        """Say whether the state folder is not there, or only because of a run of ours that was cut off."""
        try:
            names = {name for name in os.listdir(self.folder) if not TEMPORARY.match(name)}
            return names <= {self.private.name}
        except FileNotFoundError:
            return True
        except OSError:
            return False

    @property
    def is_left_behind(self) -> bool:
        """Say whether nothing is ours here, but a run that was cut off left a trace of our state."""
        deployed = self.manifest.exists() or self.journal.exists()
        return not deployed and self.folder.exists() and (self._is_only_ours() or self.lock.exists())

    @contextmanager
    def session(self) -> Iterator[None]:
        """Hold the lock while something may be written; leave no state behind when nothing was.

        What a run that was cut off left half written in the state is removed.

        Raises UserError (locked) when another process holds it.
        """
        self.made_folder = self._is_only_ours()
        self._cleared = False
        try:
            with locked(self.lock):
                sweep(self.folder)
                sweep(self.private)
                # again: while we waited, another run may have taken the folder away, and we made it anew for the lock
                self.made_folder = self.made_folder or self._is_only_ours()
                try:
                    yield
                finally:
                    if not self._cleared and not self.manifest.exists() and not self.journal.exists():
                        self.clear(self.made_folder)
        finally:  # the lock is another's by now, or was never ours: only what is empty may go
            _rmdir(self.private)
            if self.made_folder:
                _rmdir(self.folder)

    def clear(self, remove_folder: bool) -> None:
        """Remove our state once nothing is ours any more; backups stay, and then so does their folder.

        The lock goes with it, so from here on another run may begin.
        """
        self._cleared = True
        for file in (self.manifest, self.journal, self.snapshot):
            file.unlink(missing_ok=True)
        if not self.backups.is_dir():
            for file in (self.private / ".gitignore", self.lock):
                file.unlink(missing_ok=True)
            _rmdir(self.private)
            if remove_folder:
                _rmdir(self.folder)


def _rmdir(folder: Path) -> None:
    try:
        os.rmdir(folder)
    except OSError:
        return
