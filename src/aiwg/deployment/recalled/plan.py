"""The plan of a scope in which nothing changed: every file is as it should be, and nothing is rendered or compared."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from aiwg.core.content import Content, content_of
from aiwg.core.errors import Exit, UserError
from aiwg.core.progress import begin_step
from aiwg.core.read import read_regular
from aiwg.deployment.caches import NO_CACHES
from aiwg.deployment.intent import Inspect
from aiwg.deployment.load_sources import load_sources
from aiwg.deployment.merging.after_merge import settle_merge
from aiwg.deployment.pipeline import plan_loaded
from aiwg.deployment.plan_changes import next_manifest, problems_of, unaccepted
from aiwg.deployment.recalled.deliveries import KeptDeliveries, is_plain
from aiwg.deployment.render_outputs import place_artifacts
from aiwg.deployment.stages import Placed, Planned, Rendered
from aiwg.deployment.vcs.gitignore import kept_by_git_notes, with_gitignore
from aiwg.deployment.workspace import Workspace
from aiwg.fs.roots import GITIGNORE
from aiwg.fs.tree import FileTree
from aiwg.manifest import FILE, Manifest
from aiwg.plan.actions import KEEP, Action, Plan

Recall = Callable[[], KeptDeliveries | None]
"""Returns how artifacts arrived when the last run left nothing to do, None where anything has changed since then."""


def recalled_plan(intent: Inspect, workspace: Workspace, recall: Recall) -> Planned:
    """Return the plan for an intent that only looks: as `plan_deployment` does, sooner where nothing has changed.

    Raises UserError like `plan_deployment`.
    """
    begin_step("Reading the sources")
    loaded = load_sources(intent, workspace, NO_CACHES)
    if workspace.scope == "project" and loaded.adapters:
        placed = place_artifacts(loaded)
        kept = recall() if is_plain(placed) else None  # asked now: what was read until here is as it was left, too
        if kept is not None and kept.are_of(placed):
            planned = _planned(placed, kept)
            if planned is not None:
                return planned
    return plan_loaded(loaded)


def _planned(placed: Placed, kept: KeptDeliveries) -> Planned | None:
    """Return the plan, None while a merge is to be settled."""
    loaded, old = placed.loaded, placed.loaded.recorded
    rendered = Rendered(placed, loaded.refusals, deliveries=kept.deliveries, problems=kept.problems)
    disk = FileTree(loaded.workspace.roots)
    plan = Plan(tuple(_actions(old, disk)))
    if settle_merge(loaded.workspace, old, old, (), plan, disk.look) is not None:
        return None
    problems = problems_of(rendered, plan, old, [], disk)
    plan = with_gitignore(plan, loaded, old, disk, None)
    problems += kept_by_git_notes(plan, loaded, disk)
    new = next_manifest(rendered, plan, {})
    lost = tuple(unaccepted(loaded, problems))
    return Planned(rendered, plan, old, new, lost_permissions=lost, problems=tuple(problems))


def _actions(old: Manifest, disk: FileTree) -> Iterator[Action]:
    """Yield what keeps each recorded file, by path.

    Each file is what the last run recorded of it, as its stamp holds: of those with one hash the first is read.
    """
    known: dict[str, Content] = {}
    base = os.fspath(disk.roots.base)  # recorded paths were checked when the manifest was read
    for path, record in sorted(old.records.items()):
        if path == GITIGNORE:
            continue
        artifacts, platforms = record.artifacts, record.platforms
        if record.own == FILE:
            data = known.get(record.sha256)
            if data is None:
                data = known[record.sha256] = Content(_read(base, path))
            yield Action(KEEP, path, FILE, data, data, record.executable, None, record, "", "", artifacts, platforms)
        else:
            there = disk.look(path)
            before, mode, runs = content_of(there.data), there.mode or None, there.executable
            yield Action(KEEP, path, record.own, before, None, runs, mode, record, "", "", artifacts, platforms)


def _read(base: str, path: str) -> bytes:
    """Return the bytes of a file. Raises UserError when it cannot be read."""
    try:
        return read_regular(f"{base}/{path}")
    except OSError as error:
        raise UserError(f"aiwg cannot read {path}: {error.strerror}.", exit=Exit.IO) from None
