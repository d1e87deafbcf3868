"""Planning what a few saved texts change: the functions of the four stages, on what belongs to these texts alone."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.apply.apply import recorded
from aiwg.core.dataclass import replace
from aiwg.deployment.existing.context_links import ContextLinks
from aiwg.deployment.existing.limits import over_limits
from aiwg.deployment.notes import include_notes
from aiwg.deployment.preflight import at_real_paths, keep_out_of_sources
from aiwg.deployment.stages import Planned
from aiwg.deployment.touched.baseline import Baseline, Touched
from aiwg.deployment.touched.outputs import TouchedOutputs, touched_outputs
from aiwg.deployment.touched.sources import edits_of
from aiwg.fs.tree import FileTree
from aiwg.plan.actions import KEEP, UPDATE, Plan
from aiwg.plan.diff import diff
from aiwg.render.outputs import FileOutput, Output


def plan_touched(baseline: Baseline, paths: Iterable[str]) -> Touched | None:
    """Return the plan for saves at these real paths; None where only a plan of everything can tell.

    Raises UserError as planning does: a plan of everything says what is wrong.
    """
    edits = None if baseline.is_merging else edits_of(baseline, paths)
    found = None if edits is None else touched_outputs(edits, baseline)
    planned = None if found is None else _compared(found, baseline)
    if edits is None or found is None or planned is None:
        return None
    return Touched(planned, tuple(edit.after for edit in edits), found.outputs, found.deliveries)


def _compared(touched: TouchedOutputs, baseline: Baseline) -> Planned | None:
    """Return what would change on disk; None when somebody else changed one of these files, or it may go elsewhere."""
    before, known = baseline.planned, baseline.manifest
    manifest = known.manifest
    loaded, placed, rendered, workspace = before.loaded, before.placed, before.rendered, before.workspace
    expected = (output.content for output in touched.outputs.values() if isinstance(output, FileOutput))
    disk = FileTree(workspace.roots, loaded.caches.actual, expected)
    links = ContextLinks(workspace, loaded.adapters, manifest, loaded.layers)
    wanted = [touched.outputs[path] for path in sorted(touched.outputs)]
    outputs, blocked = at_real_paths(wanted, disk, workspace.claims, links)
    paths = _paths(outputs)
    if blocked or paths != _paths(wanted) or not manifest.records.keys() >= {*paths}:
        return None
    old = known.part(*paths)
    keep_out_of_sources(outputs, loaded.layers, disk)
    plan = diff(outputs, old, disk.look, known=loaded.caches.decisions)
    if any(action.action not in (KEEP, UPDATE) or action.notes for action in plan.actions):
        return None
    if include_notes(plan, placed.placements, manifest, disk):
        return None
    limits = over_limits(plan, loaded.adapters, workspace, placed.user_files.files, disk)
    said = len(loaded.problems) + len(rendered.problems)
    return replace(
        before,
        plan=Plan(tuple(sorted([*before.plan.actions, *plan.actions], key=lambda action: action.path))),
        old=old,
        new=replace(old, records=recorded(plan)),
        problems=(*before.problems[:said], *limits, *before.problems[said:]),
    )


def _paths(outputs: Iterable[Output]) -> list[str]:
    return [output.path for output in outputs]
