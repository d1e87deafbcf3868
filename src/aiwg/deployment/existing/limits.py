"""Instruction files that a deploy makes too long for a platform, by the same look that context and doctor take."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping

from aiwg.adapter.model import Adapter
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.fs.tree import FileTree
from aiwg.loading.limits import NEAR, Overrun, fate_of, room_in
from aiwg.merge import block
from aiwg.plan.actions import DELETE, Action, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.loading.location import StartFolder

FIRST_LINES = 50
"""A block that begins before this line is at the start of its file: front matter may come before it."""


def over_limits(
    plan: Plan, adapters: Iterable[Adapter], workspace: Workspace, yours: Collection[str], disk: FileTree
) -> list[Finding]:
    """Return warnings for shared text files that outgrow what a platform reads of them, infos for those that nearly do.

    They hold the user's own text too, so they are written all the same. `yours` are the user's own files in the places
    of instructions: they count beside what is written.
    """
    written = {action.path: action for action in plan.actions if action.own == "block" and action.new is not None}
    most = sum(len(action.new or b"") for action in written.values())
    others, here = 0, None
    problems: list[Finding] = []
    for adapter in adapters:
        cell = adapter.cells.get("instructions")
        room = room_in([(cell, workspace.scope)]) if cell is not None and cell.get("limits") else None
        if room is None or not any(adapter.id in action.platforms for action in written.values()):
            continue
        others = others or sum(_size(path, disk) for path in yours if path not in written)
        if most + others > room * NEAR:
            here = here or as_planned(plan, workspace)
            problems += _of_platform(adapter, here, written, workspace.scope)
    return problems


def _size(path: str, disk: FileTree) -> int:
    """Return the bytes of a file of the user's, 0 for one that cannot be asked."""
    try:
        return os.path.getsize(disk.roots.full(path))
    except (OSError, ValueError):
        return 0


def as_planned(plan: Plan, workspace: Workspace) -> StartFolder:
    """Return the folder of the project as it will be, for all platforms alike."""
    from aiwg.loading.disk_reader import DiskReader  # few projects come near a limit
    from aiwg.loading.location import StartFolder
    from aiwg.loading.overlay import DecodedTexts, OverlayReader

    roots = workspace.roots
    gone = frozenset(os.path.abspath(roots.full(action.path)) for action in plan.of(DELETE))
    new = {
        action.path: action.new for action in plan.actions if action.new is not None and action.own in ("file", "block")
    }
    if workspace.scope == "project":  # their paths are those below it: a second text for each would be large
        root = f"{os.path.abspath(roots.base).rstrip('/')}/"
    else:
        root, new = "", {os.path.abspath(roots.full(path)): content for path, content in new.items()}
    reader = OverlayReader(DiskReader(), gone, DecodedTexts(new), root)
    return StartFolder(os.path.abspath(workspace.project), reader, workspace.environment)


def _of_platform(adapter: Adapter, here: StartFolder, written: Mapping[str, Action], scope: str) -> Iterator[Finding]:
    """Yield what is to be said of the files that one platform will read as instructions."""
    from aiwg.loading.load import instruction_limits

    for found in instruction_limits(adapter, here):
        if found.is_near and found.path in written and found.scope == scope:
            yield _finding(found, adapter, written[found.path].after or b"")


def _finding(found: Overrun, adapter: Adapter, data: bytes) -> Finding:
    hint = "shorten it, or limit rules to paths"
    makes = "will be" if found.what == "file" else "makes the project's instructions"
    said = f"{found.path} {makes} {found.size:,} {found.unit}; {adapter.name} reads"
    if not found.is_beyond:
        return Finding("near-limit", "info", f"{said} no more than {found.limit:,}", found.path, hint=hint)
    own = block.find(data.decode("utf-8", "replace"), "html")
    where = " (aiwg's text is at its start)" if own is not None and own.line < FIRST_LINES else ""
    return Finding("over-limit", "warning", f"{said} {found.limit:,}{fate_of(found)}{where}", found.path, hint=hint)
