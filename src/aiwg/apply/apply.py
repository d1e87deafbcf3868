"""Applying a plan: journal, staging, renames, deletions, folders, and the manifest last.

Until the first rename nothing of the user's has changed, and an interrupt leaves everything as it was. The renames
are not interrupted; if one fails, those before it are taken back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from aiwg.apply import journal, undo_store
from aiwg.apply.interrupts import put_off
from aiwg.apply.state import STATE_FOLDER, State
from aiwg.apply.writer import Changed, Staged, Writer
from aiwg.errors import Exit, UserError
from aiwg.manifest import Manifest, Record
from aiwg.plan.actions import ADOPT, CREATE, DELETE, DELETED, EDITED, KEEP, UPDATE, Action, Plan
from aiwg.roots import Roots

RECORDED = (CREATE, UPDATE, ADOPT, KEEP, EDITED, DELETED)
Progress = Callable[[int, int, str], None]


def recorded(plan: Plan) -> dict[str, Record]:
    """Return what the manifest will say once a plan is carried out."""
    return {
        action.path: action.record for action in plan.actions if action.action in RECORDED and action.record is not None
    }


def apply(plan: Plan, old: Manifest, new: Manifest, state: State, progress: Progress | None = None) -> list[str]:
    """Carry out a plan under the lock; return the paths of the backups that were made.

    `new` is the manifest to come, its folders excepted: they are filled in here. Nothing is written when nothing
    changes, the manifest included.

    Raises UserError when a file changed since the plan or cannot be written, or when it is interrupted; then every
    file is as it was before.
    """
    changes = plan.changes
    new.folders = sorted({*new.folders, *old.folders, *_folders_to_make(changes, state.roots)})
    if not changes:
        _finish(state, old, new, None)
        return []
    state.prepare()
    if state.made_folder:
        new.folders = sorted({*new.folders, STATE_FOLDER})
    writer = Writer(state.roots)
    try:
        journal.begin(state, new, changes)
        staged = _stage(changes, writer, state, progress)
        backups = [_back_up(state, action) for action in changes if action.backup]
        undo_store.remember(state, old, changes)
        with put_off():
            _commit(changes, staged, writer, state)
            _finish(state, old, new, writer)
    except KeyboardInterrupt:
        raise UserError("interrupted when all was written; nothing is half done.", exit=Exit.INTERRUPTED) from None
    finally:
        writer.close()
    return backups


def _stage(changes: Sequence[Action], writer: Writer, state: State, progress: Progress | None) -> list[Staged]:
    """Write everything beside its target; on any failure remove it all again."""
    staged: list[Staged] = []
    path = ""
    try:
        for number, action in enumerate(changes, 1):
            path = action.path
            if progress:
                progress(number, len(changes), path)
            if action.action != DELETE and action.after is not None:
                staged.append(writer.stage(path, action.after, action.executable, action.mode, action.before))
        writer.sync_staged()
    except BaseException as error:
        with put_off():
            _take_back([], staged, writer, state)
        raise _explained(error, path, changes) from error
    return staged


def _commit(changes: Sequence[Action], staged: Sequence[Staged], writer: Writer, state: State) -> None:
    """Rename what is staged, then delete; on failure take back what was done."""
    actions = {action.path: action for action in changes}
    done: list[Action] = []
    path = ""
    try:
        for file in staged:
            path = file.path
            writer.commit(file)
            done.append(actions[path])
        for action in changes:
            if action.action == DELETE:
                path = action.path
                writer.delete(path, action.before)
                done.append(action)
    except BaseException as error:
        _take_back(done, staged, writer, state)
        raise _explained(error, path, changes) from error
    writer.folders.sync()


def _take_back(done: Sequence[Action], staged: Sequence[Staged], writer: Writer, state: State) -> None:
    """Restore what was replaced as far as that goes, then let the books say what really is there."""
    for file in staged:
        writer.discard(file)
    for action in reversed(done):
        try:
            _restore(action, writer)
        except (OSError, Changed, UserError):
            continue  # recovery records this one as written
    for folder in reversed(writer.folders.made):
        writer.folders.remove(folder)
    try:
        journal.recover(state)
    except (OSError, UserError):
        return  # the journal is still there: the next run does it


def _restore(action: Action, writer: Writer) -> None:
    written = None if action.action == DELETE else action.after
    if action.before is None:
        writer.delete(action.path, written)
        return
    again = writer.stage(action.path, action.before, action.executable, action.mode, written)
    writer.sync_staged()
    writer.commit(again)


def _folders_to_make(changes: Iterable[Action], roots: Roots) -> list[str]:
    """Return the folders that do not exist yet and will, so that a removal can take them away again."""
    missing: set[str] = set()
    known: set[str] = set()
    for action in changes:
        folder = action.path.rpartition("/")[0]
        while action.action == CREATE and folder and folder not in known and folder != "~":
            known.add(folder)
            if not os.path.isdir(roots.full(folder)):
                missing.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(missing)


def _back_up(state: State, action: Action) -> str:
    """Copy what will be overwritten to a folder of a number never used before."""
    taken = [int(name) for name in os.listdir(state.backups) if name.isdigit()] if state.backups.is_dir() else []
    target = state.backups / str(max(taken, default=0) + 1) / action.path.replace("~/", "home/", 1).lstrip("/")
    target.parent.mkdir(parents=True)
    with target.open("xb") as stream:
        stream.write(action.before or b"")
        stream.flush()
        os.fsync(stream.fileno())
    return os.path.relpath(target, state.roots.base) if state.roots.scope == "project" else str(target)


def _explained(error: BaseException, path: str, changes: Sequence[Action]) -> BaseException:
    nothing = "Nothing was changed."
    if isinstance(error, KeyboardInterrupt):
        return UserError("interrupted; nothing was changed.", exit=Exit.INTERRUPTED)
    if isinstance(error, Changed):
        message = f"{path} changed while aiwg was running; it was left as it is."
        return UserError(message, exit=Exit.CONFLICT, hint=f"{nothing} Run again.")
    if isinstance(error, OSError):
        needed = sum(len(action.after or b"") for action in changes)
        hint = f"{nothing} {needed:,} bytes are to be written. Make room or permission, then run again."
        return UserError(f"{path} cannot be written: {error.strerror}.", exit=Exit.IO, hint=hint)
    return error


def _finish(state: State, old: Manifest, new: Manifest, writer: Writer | None) -> None:
    """Remove our empty folders, then write the manifest last; remove all state when nothing is ours."""
    if writer:
        needed = {folder for path in new.records for folder in _parents(path)}
        gone = [folder for folder in sorted(new.folders, key=len, reverse=True)
                if folder != STATE_FOLDER and folder not in needed and writer.folders.remove(folder)]  # fmt: skip
        new.folders = sorted(set(new.folders) - set(gone))
        writer.folders.sync()
    if new.is_empty:
        state.clear(remove_folder=STATE_FOLDER in new.folders or state.roots.scope == "user")
        return
    if new.text() != old.text() or not state.manifest.exists():
        state.prepare()
        journal.write_synced(state.manifest, new.text())
    state.journal.unlink(missing_ok=True)


def _parents(path: str) -> Iterable[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
