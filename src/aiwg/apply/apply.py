"""Applying a plan: backups, files, deletions, folders, and the manifest last."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace

from aiwg.apply import journal
from aiwg.apply.state import STATE_FOLDER, State
from aiwg.apply.writer import Changed, Writer
from aiwg.errors import Exit, UserError
from aiwg.manifest import Manifest, Record
from aiwg.plan.actions import ADOPT, CREATE, DELETE, DELETED, EDITED, KEEP, UPDATE, Action, Plan
from aiwg.roots import Roots

RECORDED = (CREATE, UPDATE, ADOPT, KEEP, EDITED, DELETED)
Progress = Callable[[int, int, str], None]


def apply(plan: Plan, old: Manifest, new: Manifest, state: State, progress: Progress | None = None) -> list[str]:
    """Carry out a plan under the lock; return the paths of the backups that were made.

    `new` says platforms, selection and placement; its records and folders are filled in here. Nothing is written
    when nothing changes, the manifest included.

    Raises UserError when a file changed since the plan, or cannot be written; what was done until then is recorded.
    """
    roots, changes = state.roots, plan.changes
    new.records = _records(plan.actions)
    new.folders = sorted({*old.folders, *_folders_to_make(changes, roots)})
    if not changes:
        _finish(state, old, new, [])
        return []
    state.prepare()
    if state.made_folder:
        new.folders = sorted({*new.folders, STATE_FOLDER})
    backups = [_back_up(state, roots, action) for action in changes if action.backup]
    journal.begin(state, new, changes)
    writer = Writer(roots)
    done: set[str] = set()
    try:
        for number, action in enumerate(sorted(changes, key=lambda action: action.action == DELETE), 1):
            if progress:
                progress(number, len(changes), action.path)
            _carry_out(action, writer)
            done.add(action.path)
    except BaseException as error:
        _record_part(state, old, new, done)
        raise _explained(error, done, changes) from error
    writer.sync_folders()
    _finish(state, old, new, changes, writer)
    return backups


def _records(actions: Iterable[Action]) -> dict[str, Record]:
    return {action.path: action.record for action in actions if action.action in RECORDED and action.record is not None}


def _carry_out(action: Action, writer: Writer) -> None:
    if action.action == DELETE:
        writer.delete(action.path, action.before)
    elif action.after is not None:
        writer.write(action.path, action.after, action.executable, action.mode, action.before)


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


def _back_up(state: State, roots: Roots, action: Action) -> str:
    """Copy what will be overwritten to a folder of a number never used before."""
    taken = (
        {int(entry.name) for entry in state.backups.iterdir() if entry.name.isdigit()}
        if state.backups.is_dir()
        else set()
    )
    target = state.backups / str(max(taken, default=0) + 1) / action.path.replace("~/", "home/", 1).lstrip("/")
    target.parent.mkdir(parents=True)
    with target.open("xb") as stream:
        stream.write(action.before or b"")
        stream.flush()
        os.fsync(stream.fileno())
    return os.path.relpath(target, roots.base) if roots.scope == "project" else str(target)


def _record_part(state: State, old: Manifest, new: Manifest, done: set[str]) -> None:
    """Record what a failed run did; what it did not do stays as it was recorded."""
    part = replace(new, records=dict(old.records))
    for path in done:
        if path in new.records:
            part.records[path] = new.records[path]
        else:
            part.records.pop(path, None)
    try:
        journal.write_synced(state.manifest, part.text())
    except OSError:
        return  # the journal is still there: the next run finishes the books
    state.journal.unlink(missing_ok=True)


def _explained(error: BaseException, done: set[str], changes: list[Action]) -> BaseException:
    count = f"{len(done)} of {len(changes)} changes were made and are recorded"
    if isinstance(error, Changed):
        return UserError(
            f"{error} changed while aiwg was running; it was left as it is.",
            exit=Exit.CONFLICT,
            hint=f"{count}. Run again.",
        )
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return UserError(
            f"writing failed: {where}{error.strerror}.",
            exit=Exit.IO,
            hint=f"{count}. Make room or permission, then run again.",
        )
    return error


def _finish(state: State, old: Manifest, new: Manifest, changes: list[Action], writer: Writer | None = None) -> None:
    """Remove our empty folders, then write the manifest last; remove all state when nothing is ours."""
    if writer and any(action.action == DELETE for action in changes):
        kept = [
            folder
            for folder in sorted(new.folders, key=len, reverse=True)
            if folder == STATE_FOLDER or not writer.remove_folder(folder)
        ]
        new.folders = sorted(kept)
        writer.sync_folders()
    if new.is_empty:
        state.clear(remove_folder=STATE_FOLDER in new.folders or state.roots.scope == "user")
        return
    if new.text() != old.text() or not state.manifest.exists():
        state.prepare()
        journal.write_synced(state.manifest, new.text())
    state.journal.unlink(missing_ok=True)
