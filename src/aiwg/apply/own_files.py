"""Files of yours that one step changes together, such as aiwg.yaml and aiwg.lock: all of them, or none.

No system renames two files at once. A run that was cut off between them left what it found in the user's own state,
sealed; the next run restores it, so that nobody works with one half.
"""

from __future__ import annotations

from collections.abc import Collection

from aiwg.apply import undo_store
from aiwg.apply.durable import sweep
from aiwg.apply.folders import Folders
from aiwg.apply.renames import ChangedOnDiskError
from aiwg.apply.state import State
from aiwg.apply.writer import Writer
from aiwg.core.changes import note_change
from aiwg.core.content import Content, content_of
from aiwg.core.digest import digest
from aiwg.core.errors import UserError
from aiwg.fs.tree import ABSENT, FILE, FileTree


def restore_half_done(state: State, paths: Collection[str]) -> None:
    """Restore those of the paths that a cut-off run changed, if it did not come to all of them.

    A file that holds neither what the run wrote nor what it found is somebody's edit: then all stay as they are.
    """
    _sweep_beside(state, paths)
    record = undo_store.read_running(state)
    changes = [change for change in record.changes if change.path in paths] if record else []
    disk, done = FileTree(state.roots), list[tuple[undo_store.Change, bytes | None]]()
    for change in changes:
        actual = disk.look(change.path)
        there = actual.data if actual.kind == FILE else None
        if actual.kind not in (ABSENT, FILE) or (there != change.before and change.after != _hash(there)):
            return
        if there != change.before:
            done.append((change, there))
    if len(done) < len(changes):
        _restore(state, done)


def _hash(data: bytes | None) -> str | None:
    return None if data is None else digest(data)


def _restore(state: State, done: Collection[tuple[undo_store.Change, bytes | None]]) -> None:
    writer = Writer(state.roots)
    try:
        staged = [
            writer.stage(change.path, Content(change.before), False, change.mode, content_of(there))
            for change, there in done
            if change.before is not None
        ]
        writer.sync_staged()
        for each in staged:
            writer.renames.commit(each)
        for change, there in done:
            if change.before is None:
                writer.renames.delete(change.path, content_of(there))
        note_change()
        writer.renames.settle()
        writer.folders.sync()
    except ChangedOnDiskError as error:
        raise UserError(f"{error} changed while aiwg was running.", hint="Run again.") from None
    finally:
        writer.close()


def _sweep_beside(state: State, paths: Collection[str]) -> None:
    """Remove the temporary files of a cut-off run beside the paths; never through a link."""
    folders = Folders(state.roots)
    try:
        for path in {path.rpartition("/")[0]: path for path in paths}.values():
            try:
                folder, _ = folders.of(path, make=False)
            except (OSError, UserError):
                continue
            sweep(folder)
    finally:
        folders.close()
