"""The state of a scope: manifest and journal beside what they list, and what one user keeps of it elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiwg.apply.durable import TEMPORARY, make_folders, sweep
from aiwg.apply.lock import locked
from aiwg.apply.user_state import Keeping
from aiwg.core.changes import note_record
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.core.stamps import stamp
from aiwg.fs.roots import PERSONAL_FOLDER, PROJECT_FOLDER, Roots
from aiwg.manifest import Manifest, parse_manifest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.manifest.known import KnownManifest


class State:
    """Paths of a scope's state, and reading what is there. `made_folder`: it was not there before us.

    `name` is what a manifest calls the folder of the state. `is_apart`: it is not that of a project or a home, but of
    one person's parts, or of packages.

    Manifest and journal lie where every process that can write the scope sees them. `keeping` is this user's own.
    """

    def __init__(self, roots: Roots) -> None:
        self.roots = roots
        self.made_folder = False
        self._cleared = False
        self.folder = roots.state
        self.manifest = roots.state / "manifest.json"
        self.journal = roots.state / "journal.json"
        self.name = roots.state.name if roots.scope == "project" else PROJECT_FOLDER
        self.is_apart = self.name != PROJECT_FOLDER
        self.keeping = Keeping(os.fspath(roots.state if self.is_apart else roots.base))
        self.shown_manifest = f"{self.name}/manifest.json" if roots.scope == "project" else str(self.manifest)

    def is_manifest_seen(self) -> bool:
        """Say whether git could see a change of the manifest: it lies in a project, and git does not ignore it."""
        if self.roots.scope != "project" or self.name == PERSONAL_FOLDER:
            return False
        from aiwg.fs.git import GitUnavailableError, repository_of  # asked only where nothing else has changed

        try:
            git = repository_of(self.roots.base)
            return git is None or not git.ignored([self.shown_manifest])
        except GitUnavailableError:
            return True

    @property
    def backups(self) -> Path | None:
        """Return the folder of the backups, None where nothing can be kept. It may be missing."""
        folder = self.keeping.folder
        return None if folder is None else folder / "backups"

    @property
    def has_journal(self) -> bool:
        """Say whether a run that was cut off, or one that goes on, has left its journal."""
        return os.path.lexists(self.journal)

    @property
    def shown_backups(self) -> str:
        """Return where the backups of earlier runs lie, as a person knows it; empty when there are none."""
        return f"{self.backups}/" if self.backups is not None and self.backups.is_dir() else ""

    def read_manifest(self, known: KnownManifest | None = None) -> Manifest:
        """Return the recorded manifest, an empty one when there is none; the `known` one if that is it.

        Of one that git left with conflict markers, it is what all its versions say.

        Raises UserError when it cannot be trusted.
        """
        if self.manifest.is_symlink():
            raise UserError(
                f"{self.shown_manifest} is a link.",
                exit=Exit.REFUSED,
                hint="Replace it by the file itself.",
            )
        try:
            if known is not None and known.stamp is not None and known.stamp == stamp(os.lstat(self.manifest)):
                return known.manifest
            data = read_whole(self.manifest)
            if known is not None and known.data == data:
                return known.manifest
            text = data.decode("utf-8")
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
        manifest = _parsed(text, self.shown_manifest)
        for path in manifest.folders:
            if path != self.name:
                self.roots.split(path)
        for path in manifest.records:
            if path.startswith(("/", "~")):
                self.roots.split(path)
        return manifest

    def prepare(self) -> None:
        """Make the state folder."""
        self.made_folder = self.made_folder or self._is_only_ours()
        make_folders(self.folder)

    def _is_only_ours(self) -> bool:
        """Say whether the state folder is not there, or only because of a run of ours that was cut off."""
        try:
            return all(name == self.journal.name or TEMPORARY.match(name) for name in os.listdir(self.folder))
        except FileNotFoundError:
            return True
        except OSError:
            return False

    @property
    def is_left_behind(self) -> bool:
        """Say whether nothing is ours here, but a run that was cut off left a trace of our state."""
        deployed = self.manifest.exists() or self.has_journal
        from aiwg.apply.migrate import EARLIER

        return not deployed and self.folder.exists() and (self._is_only_ours() or (self.folder / EARLIER).exists())

    @contextmanager
    def session(self) -> Iterator[None]:
        """Hold the lock while something may be written; leave no state behind when nothing was.

        What a run that was cut off left half written in the state is removed, and the state of 0.1.0 taken over.

        Raises UserError (locked) when another process holds it.
        """
        with locked(self.roots.base), self.opened():
            yield

    @contextmanager
    def session_in_new_folder(self) -> Iterator[None]:
        """Do the same in a folder that is made where it is missing, and goes where nothing was written to it."""
        is_new = not self.roots.base.is_dir()
        try:
            make_folders(self.roots.base)
        except OSError as error:
            raise UserError(f"{self.roots.base} cannot be made: {error.strerror}.", exit=Exit.IO) from None
        try:
            with self.session():
                yield
        finally:
            if is_new:
                _rmdir(self.roots.base)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Do the same under a lock that is held already."""
        self._cleared = False
        from aiwg.apply.migrate import take_over

        self.made_folder = take_over(self.folder) or self._is_only_ours()
        from aiwg.apply.migrate import take_over_undo

        take_over_undo(self.keeping, self.roots.scope)
        sweep(self.folder)
        self.keeping.sweep()
        try:
            yield
        finally:
            if not self._cleared and not self.manifest.exists() and not self.has_journal:
                self.clear(self.made_folder)

    def clear(self, remove_folder: bool) -> None:
        """Remove our state once nothing is ours any more; backups and what an undo needs stay."""
        self._cleared = True
        if self.manifest.exists():
            note_record(self.shown_manifest, self.is_manifest_seen)
        for file in (self.manifest, self.journal):
            file.unlink(missing_ok=True)
        folder = self.keeping.folder
        if folder is not None:
            # what was remembered of the last run, the last one by builds of 0.2.0 before its release
            for name in ("snapshot", "document", "deliveries", "snapshot.json"):
                (folder / name).unlink(missing_ok=True)
            _rmdir(folder)
        if remove_folder:
            self.remove_empty_folder()

    def remove_empty_folder(self) -> None:
        """Remove the folder of the state if nothing is in it."""
        _rmdir(self.folder)


def is_news(old: Manifest, new: Manifest, state: State) -> bool:
    """Say whether the manifest to come is another one than that on disk."""
    is_same = new.text() == _on_disk(state) if old.is_cut else new.says_the_same_as(old)
    return not is_same or not state.manifest.exists()


def _on_disk(state: State) -> str:
    """Return the manifest as it is: what was planned with is not all that it says."""
    try:
        return read_whole(state.manifest).decode("utf-8", "replace")
    except OSError:
        return ""


def _parsed(text: str, shown: str) -> Manifest:
    from aiwg.merge.conflicts import has_markers

    if not has_markers(text):
        return parse_manifest(text, shown)
    from aiwg.apply.merged_manifest import read_merged  # only after a merge

    return read_merged(text, shown)


def _rmdir(folder: Path) -> None:
    try:
        os.rmdir(folder)
    except OSError:
        return
