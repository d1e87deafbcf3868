"""Undo: the plan that restores what was there before the last apply. Applying it can itself be undone."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.apply import undo_store
from aiwg.apply.apply import apply
from aiwg.apply.state import State
from aiwg.artifact.originals import FOLDER
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.digest import digest
from aiwg.deployment.claims import Claims
from aiwg.fs.roots import IMPORTS_FILE, LOCK_FILE, PROJECT_FOLDER, SCHEMAS_FOLDER
from aiwg.fs.tree import ABSENT, FILE, FileTree
from aiwg.manifest import Manifest
from aiwg.plan.actions import CONFLICT, CREATE, DELETE, KEEP, UPDATE, Action, Plan, file_action
from aiwg.plan.manifest_check import credible
from aiwg.source.load import PARTS
from aiwg.source.user import user_folder

CONFIG, LOCK, VENDOR = "aiwg.yaml", LOCK_FILE, "vendor"
ORIGINALS = FOLDER.rpartition("/")[2]


@dataclass(slots=True)
class UndoPlan:
    """A planned undo: the plan, the manifest as it is, and the one that it goes back to."""

    plan: Plan
    now: Manifest
    then: Manifest


def plan_undo(state: State, claims: Claims, force: bool = False) -> UndoPlan | None:
    """Return the plan that undoes the last apply, or None when there is none.

    What was edited since is a conflict; `force` restores over it, with a backup. So is what no adapter writes, while
    every recorded platform has one. Nothing is written.

    Raises UserError (refused) for a path outside the scope.
    """
    last = undo_store.read(state)
    if last is None:
        return None
    for change in last.changes:
        state.roots.split(change.path)
    disk, recorded = FileTree(state.roots), state.read_manifest()
    writable = claims.of(recorded, last.delta.before)
    now, _ = credible(recorded, writable)
    credited = writable() if last.changes else None
    then = last.delta.undone(now)
    is_free = bool(claims.missing(now) or claims.missing(then))
    actions = [
        _back(change, disk, force)
        if is_free
        or (credited and credited.path(change.path))
        or claims.anyone(change.path)
        or _is_of_source(change.path, state)
        else _refused(change)
        for change in sorted(last.changes, key=lambda change: change.path)
    ]
    return UndoPlan(Plan(tuple(actions)), now, then)


def _is_of_source(path: str, state: State) -> bool:
    """Say whether a path is one that aiwg writes for the sources: in one, or to say which they are.

    An import writes the first, `aiwg add` and `aiwg update` the settings and the lock, `aiwg vendor` copies.
    """
    is_project = state.roots.scope == "project"
    folder = PROJECT_FOLDER if is_project else state.roots.named(str(user_folder()))
    above = "" if is_project else folder
    if path == IMPORTS_FILE or path.rpartition("/")[::2] in ((above, CONFIG), (above, LOCK)):
        return True
    inside = path[len(folder) + 1 :].partition("/")[0] if folder and path.startswith(f"{folder}/") else ""
    return inside in (*PARTS, ORIGINALS, VENDOR, SCHEMAS_FOLDER)


def _refused(change: undo_store.Change) -> Action:
    reason = "no adapter writes it"
    return Action(CONFLICT, change.path, "file", reason=reason, hint="restore it by hand")


def _back(change: undo_store.Change, disk: FileTree, force: bool) -> Action:
    actual = disk.look(change.path)
    there = actual.data if actual.kind == FILE else None
    base = file_action(KEEP, change.path, there, change.before, mode=change.mode)
    if actual.kind not in (ABSENT, FILE):
        return replace(base, action=CONFLICT, reason="another file is in its place", hint="move that file")
    if there == change.before:
        return base
    edited = (None if there is None else digest(there)) != change.after
    if edited and not force:
        reason = "changed since the last apply"
        return replace(base, action=CONFLICT, reason=reason, hint="restore it: --force (your file is backed up)")
    kind = DELETE if change.before is None else CREATE if there is None else UPDATE
    return replace(base, action=kind, backup=edited and there is not None)


def carry_out_undo(undoing: UndoPlan, state: State, claims: Claims) -> list[str]:
    """Apply a planned undo; return the paths of the backups that were made.

    Raises UserError as apply does.
    """
    # an import makes folders of a source that no manifest lists: those that are empty again go with their files
    gone = (action.path for action in undoing.plan.of(DELETE) if _is_of_source(action.path, state))
    folders = {folder for path in gone for folder in _folders_of(path)}
    then = replace(undoing.then, folders=sorted({*undoing.then.folders, *folders}))
    return apply(undoing.plan, undoing.now, then, state, claims.of, undoing=True)


def _folders_of(path: str) -> Iterator[str]:
    while "/" in path and (path := path.rpartition("/")[0]) not in ("", "~"):
        yield path
