"""Planning what a few saved texts change: the functions of the four stages, on what belongs to these texts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from aiwg.core.dataclass import replace
from aiwg.deployment.existing.context_links import ContextLinks
from aiwg.deployment.existing.limits import over_limits
from aiwg.deployment.notes import include_notes
from aiwg.deployment.preflight import at_real_paths, keep_out_of_sources
from aiwg.deployment.stages import Placed, Planned, Rendered
from aiwg.deployment.touched.baseline import Baseline, Numbers, Touched
from aiwg.deployment.touched.outputs import TouchedOutputs, touched_outputs
from aiwg.deployment.touched.sources import Edit, edits_of
from aiwg.fs.tree import FileTree
from aiwg.manifest import OUTPUTS
from aiwg.placement.place import CoverageGap, Placement, UnintendedReader
from aiwg.plan.actions import KEEP, UPDATE, Plan
from aiwg.plan.diff import diff
from aiwg.render.outputs import FileOutput, Output

if TYPE_CHECKING:
    from aiwg.artifact.model import Artifact

Part = TypeVar("Part", Placement, CoverageGap, UnintendedReader)


def plan_touched(baseline: Baseline, paths: Iterable[str]) -> Touched | None:
    """Return the plan for saves at these real paths; None where only a plan of everything can tell.

    Raises UserError as planning does: a plan of everything says what is wrong.
    """
    edits = None if baseline.is_merging else edits_of(baseline, paths)
    if edits is None:
        return None
    placed = _placed(edits, baseline)
    touched = touched_outputs(placed, [edit.key for edit in edits], baseline)
    if touched is None:
        return None
    planned = _planned(_rendered(placed, touched, baseline), touched, baseline)
    return None if planned is None else Touched(planned, tuple(edit.after for edit in edits))


def _placed(edits: Iterable[Edit], baseline: Baseline) -> Placed:
    """Return where all artifacts go, with the edited ones in their places."""
    placed, new = baseline.planned.placed, {edit.key: edit.after.artifact for edit in edits}
    catalog, placements, loaded = placed.catalog.with_artifacts(new.values()), placed.placements, placed.loaded
    unapproved = dict(loaded.unapproved)
    for artifact in new.values():
        if artifact.named in unapproved:
            others = [each for each in unapproved[artifact.named] if each.key != artifact.key]
            unapproved[artifact.named] = [*others, artifact]
    return replace(
        placed,
        loaded=replace(loaded, catalog=catalog, unapproved=unapproved, recorded=baseline.manifest),
        catalog=catalog,
        placements=replace(
            placements,
            placements=_with_artifacts(placements.placements, new, baseline.placements),
            shortfalls=_with_artifacts(placements.shortfalls, new, baseline.gaps),
            overheard=_with_artifacts(placements.overheard, new, baseline.unintended),
        ),
    )


def _with_artifacts(parts: Sequence[Part], artifacts: Mapping[str, Artifact], numbers: Numbers) -> list[Part]:
    found = list(parts)
    for key, artifact in artifacts.items():
        for number in numbers.get(key, ()):
            found[number] = replace(found[number], artifact=artifact)
    return found


def _rendered(placed: Placed, touched: TouchedOutputs, baseline: Baseline) -> Rendered:
    """Return what should be on disk, with the outputs and deliveries of the edited artifacts in their places."""
    rendered = baseline.planned.rendered
    outputs, deliveries = list(rendered.outputs), list(rendered.deliveries)
    for path, output in touched.outputs.items():
        outputs[baseline.outputs[path]] = output
    for number, delivery in touched.deliveries.items():
        deliveries[number] = delivery
    return replace(rendered, placed=placed, outputs=tuple(outputs), deliveries=tuple(deliveries))


def _planned(rendered: Rendered, touched: TouchedOutputs, baseline: Baseline) -> Planned | None:
    """Return what would change on disk; None when somebody else changed one of these files."""
    before, loaded, manifest = baseline.planned, rendered.placed.loaded, baseline.manifest
    workspace, caches = loaded.workspace, loaded.caches
    expected = {output.data: output.data for output in touched.outputs.values() if isinstance(output, FileOutput)}
    disk = FileTree(workspace.roots, caches.actual, expected)
    links = ContextLinks(workspace, loaded.adapters, manifest, loaded.layers)
    wanted = [touched.outputs[path] for path in sorted(touched.outputs)]
    outputs, blocked = at_real_paths(wanted, disk, workspace.claims, links)
    records = {output.path: manifest.records[output.path] for output in outputs if output.path in manifest.records}
    if blocked or _paths(outputs) != _paths(wanted) or _paths(outputs) != list(records):
        return None
    keep_out_of_sources(outputs, loaded.layers, disk)
    plan = diff(outputs, replace(manifest, records=records), disk.look, known=caches.decisions)
    if any(action.action not in (KEEP, UPDATE) or action.notes for action in plan.actions):
        return None
    if include_notes(plan, rendered.placed.placements, manifest, disk):
        return None
    limits = over_limits(plan, loaded.adapters, workspace, rendered.placed.user_files.files, disk)
    said = len(loaded.problems) + len(rendered.problems)
    new = manifest.with_records({action.path: action.record for action in plan.actions if action.record is not None})
    return replace(
        before,
        rendered=rendered,
        plan=Plan(tuple(sorted([*before.plan.actions, *plan.actions], key=lambda action: action.path))),
        new=replace(new, outputs=OUTPUTS if plan.changes else manifest.outputs),
        outputs=_with_outputs(before.outputs, outputs, baseline),
        problems=(*before.problems[:said], *limits, *before.problems[said:]),
    )


def _paths(outputs: Iterable[Output]) -> list[str]:
    return [output.path for output in outputs]


def _with_outputs(outputs: Sequence[Output], new: Iterable[Output], baseline: Baseline) -> tuple[Output, ...]:
    found = list(outputs)
    for output in new:
        found[baseline.real_outputs[output.path]] = output
    return tuple(found)
