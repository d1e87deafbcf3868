"""Bringing back the files that an import took over, once no platform is left that loads what aiwg wrote instead.

The bytes lie in the project, and so may have come with a clone: they go only to a path that an adapter of a recorded
platform writes, only as they were when they were taken, and what would run or grant more than what stands at the path
now waits for consent. What the user has written since is never lost: an edit beside aiwg's part stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from aiwg.artifact.originals import Original, kept_at
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.digest import text_digest
from aiwg.core.errors import UserError
from aiwg.deployment.originals.merge_back import edited_beside, is_rest_of, text_around
from aiwg.findings.model import Finding
from aiwg.fs.tree import ABSENT, FILE, FileState, FileTree
from aiwg.manifest import BLOCK
from aiwg.plan.actions import CONFLICT, CREATE, DELETE, FORGET, KEEP, UPDATE, Action, Plan, file_action

MISSING_HINT = "restore it from version control, then run aiwg remove again"
Consents = Callable[[str, Original, FileState, bytes | None], bool]
"""Says whether an original at a path may come back, given what stands there now."""


@dataclass(slots=True)
class BroughtBack:
    """A plan that brings files back, the ones that stay taken over, and what a person should know."""

    plan: Plan
    originals: dict[str, Original] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Way:
    """What becomes of one file: its bytes and mode, or why it cannot come back."""

    data: bytes = b""
    mode: int | None = None
    why: str = ""
    hint: str = ""
    note: str = ""


def bring_back(
    plan: Plan, originals: Mapping[str, Original], staying: Collection[str], disk: FileTree, may: Consents
) -> BroughtBack:
    """Return the plan of a removal that also brings back the originals that no platform of `staying` needs."""
    actions: dict[str, list[Action]] = {}
    for action in plan.actions:
        actions.setdefault(action.path, []).append(action)
    result = BroughtBack(plan)
    for path, original in originals.items():
        there = actions.get(path, [])
        if not _is_free(original, staying, there):
            result.originals[path] = original
            continue
        way = _way_back(path, original, there, disk, may)
        if way.why:
            result.originals[path] = original
            gone = "; aiwg removed its own version" if any(action.action == DELETE for action in there) else ""
            reason = f"{way.why}{gone}"
            there.append(Action(CONFLICT, path, "file", reason=reason, hint=way.hint, about=original.artifacts))
        else:
            there[:] = [_action(path, way, there, disk)]
            actions.setdefault(kept_at(path), []).extend(_kept_goes(path, original, disk))
        actions[path] = there
        if way.note:
            result.problems.append(Finding("original", "info", way.note, path))
    result.plan = replace(plan, actions=tuple(action for path in sorted(actions) for action in actions[path]))
    return result


def _is_free(original: Original, staying: Collection[str], there: list[Action]) -> bool:
    """Say whether nobody is left that loads what aiwg wrote in the place of a file."""
    still = staying if not original.platforms else set(staying).intersection(original.platforms)
    return not still and all(action.record is None for action in there)


def _way_back(path: str, original: Original, there: list[Action], disk: FileTree, may: Consents) -> _Way:
    try:
        if disk.canonical(path) != path or disk.canonical(kept_at(path)) != kept_at(path):
            return _Way(why="a parent folder of it is a link", hint="replace the link by a folder, then aiwg remove")
        actual, kept = disk.look(path), disk.look(kept_at(path))
    except UserError as error:
        return _Way(why=error.message.rstrip("."), hint=error.hint or "")
    if actual.kind == FILE and text_digest(actual.data) == original.sha256:
        return _Way(actual.data, kept.mode if kept.kind == FILE else actual.mode)  # the very original is there
    if kept.kind == ABSENT:
        return _Way(why=f"your original is not in {kept_at(path)}", hint=MISSING_HINT)
    if kept.kind != FILE or text_digest(kept.data) != original.sha256 or kept.executable != original.executable:
        return _Way(why=f"{kept_at(path)} was edited", hint=f"{MISSING_HINT}; or move it to {path} yourself")
    if actual.kind not in (ABSENT, FILE):
        return _Way(why="another file is in its place", hint="move that file, then aiwg remove")
    way = _of_keys(path, original, there, actual, kept) if original.keys else _of_file(path, there, actual, kept)
    if not way.why and not may(path, original, kept, actual.data if actual.kind == FILE else None):
        hint = f"review {kept_at(path)}, approve it: aiwg trust original/{path}   then: aiwg remove"
        return _Way(why="your original can run or grant more than the file there now", hint=hint)
    return way


def _of_file(path: str, there: list[Action], actual: FileState, kept: FileState) -> _Way:
    """Return the way back of a file that was taken as a whole."""
    action = there[0] if there else None
    if actual.kind == ABSENT or (action is not None and action.action == DELETE):
        return _Way(kept.data, kept.mode)
    if action is not None and action.own == BLOCK and action.action == UPDATE:
        text = text_around(actual.data, kept.data)
        if text is not None:
            return _Way(text, kept.mode, note="contains your original again, and your later text")
    hint = f"your original is in {kept_at(path)}: copy the parts that you need. Delete {path}, then aiwg remove"
    return _Way(why="you edited it since aiwg took it over, so your version stays", hint=hint)


def _of_keys(path: str, original: Original, there: list[Action], actual: FileState, kept: FileState) -> _Way:
    """Return the way back of a settings file of which some values were taken."""
    data = actual.data if actual.kind == FILE else b""
    for action in there:
        if action.writes:
            data = b"" if action.action == DELETE else action.after or b""
    if text_digest(data) == original.rest and is_rest_of(data, kept.data, original):
        return _Way(kept.data, kept.mode)
    merged = edited_beside(data, kept.data, original)
    if merged is None:
        hint = f"your original is in {kept_at(path)}: copy the parts that you need"
        return _Way(why="you edited it since, and its old entries no longer fit", hint=hint)
    note = "you edited it since aiwg took it over: your edit stays, and aiwg restored its entries"
    return _Way(merged, actual.mode or kept.mode, note=note)


def _action(path: str, way: _Way, there: list[Action], disk: FileTree) -> Action:
    actual = disk.look(path)
    before = actual.data if actual.kind == FILE else None
    if before == way.data and actual.mode == way.mode:
        return file_action(FORGET, path, before, None)
    known = there[0] if there else Action(KEEP, path, "file")
    backup = any(action.backup for action in there)
    kind = CREATE if before is None else UPDATE
    back = file_action(kind, path, before, way.data, mode=way.mode)
    return replace(back, artifacts=known.artifacts, platforms=known.platforms, backup=backup)


def _kept_goes(path: str, original: Original, disk: FileTree) -> Iterator[Action]:
    kept = disk.look(kept_at(path))
    if kept.kind == FILE and text_digest(kept.data) == original.sha256:
        yield file_action(DELETE, kept_at(path), kept.data, None)
