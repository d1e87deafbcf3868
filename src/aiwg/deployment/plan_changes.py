"""The last stage: from what should be on disk to what would change there, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from aiwg.apply.apply import recorded
from aiwg.deployment.both_scopes import both_scopes_notes, hiding_notes
from aiwg.deployment.existing.context_links import ContextLinks
from aiwg.deployment.existing.installed_plugins import plugin_notes
from aiwg.deployment.existing.limits import over_limits
from aiwg.deployment.existing.yielding import yielding_notes
from aiwg.deployment.intent import Deploy, Remove, Restore, accepts_freer, filter_of, is_strict, passes_over_unknown
from aiwg.deployment.merging.after_merge import settle_merge
from aiwg.deployment.notes import include_notes
from aiwg.deployment.preflight import (
    at_real_paths,
    ended_notes,
    keep_out_of_sources,
    lost_permissions,
    setting_notes,
    stop_on_errors,
    stray_notes,
)
from aiwg.deployment.refusing import depending_on, group_of, stop_on_refused, told
from aiwg.deployment.relocations import find_relocations, with_orphans_told
from aiwg.deployment.selection import selected_keys, with_others_kept
from aiwg.deployment.stages import Loaded, Planned, Rendered
from aiwg.deployment.undelivered import undelivered
from aiwg.deployment.vcs.gitignore import absent_in_a_clone, kept_by_git_notes, with_gitignore
from aiwg.deployment.workspace import Workspace, owner_notes, waiting_notes
from aiwg.findings.model import Finding
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.fs.tree import FileTree
from aiwg.manifest import OUTPUTS, Manifest, Record
from aiwg.plan.actions import DELETE, KEEP, Action, Plan
from aiwg.plan.around_conflicts import plan_around
from aiwg.plan.diff import Look, diff
from aiwg.plan.held_back import HeldBack, hold, with_records_of
from aiwg.plan.manifest_check import Stray, credible
from aiwg.render.outputs import FileOutput, Output
from aiwg.source.refused import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:  # most runs need none of them
    from aiwg.artifact.originals import Original
    from aiwg.deployment.merging.settle import Settlement


def plan_changes(rendered: Rendered) -> Planned:
    """Return what would change on disk. Nothing is written.

    Raises UserError for an unsafe path, and when something is wrong that keeps all from being written.
    """
    placed, loaded = rendered.placed, rendered.placed.loaded
    workspace = loaded.workspace
    expected = (output.content for output in rendered.outputs if isinstance(output, FileOutput))
    disk = FileTree(workspace.roots, loaded.caches.actual, expected)
    links = ContextLinks(workspace, loaded.adapters, loaded.recorded, loaded.layers)
    outputs, blocked = at_real_paths(rendered.outputs, disk, workspace.claims, links)
    keep_out_of_sources(outputs, loaded.layers, disk)
    old, strays = believed(loaded.recorded, workspace)
    held, plan, settled = _after_merge(rendered, outputs, blocked, old, disk.look)
    old = old if settled is None else settled.manifest
    plan = plan.with_more(_of_missing_adapters(loaded, held.outputs, old, strays))
    plan = with_records_of(_held_back(loaded), plan, old)
    moving = (delivery for delivery in rendered.deliveries if delivery.artifact not in held.waiting)
    relocations = find_relocations(old, placed.placements.chosen, moving, held.outputs)
    plan = with_orphans_told(plan, relocations)
    problems = [*problems_of(rendered, plan, old, strays, disk), *links.notes()]
    selected = _selected(rendered)
    refused = _refused(rendered, selected, bool(held.outputs or old.records), problems)
    plan = with_gitignore(_limited(plan, loaded, old, selected), loaded, old, disk, settled)
    problems += [*kept_by_git_notes(plan, loaded, disk), *yielding_notes(loaded)]
    plan, originals, more = _with_originals(plan, loaded, old, disk)
    problems += more
    conflicting = {action.path for action in plan.conflicts}
    return Planned(
        rendered,
        plan,
        old,
        next_manifest(rendered, plan, originals),
        tuple(held.outputs),
        tuple(strays),
        tuple(relocations),
        tuple(refused),
        held.waiting,
        tuple(unaccepted(loaded, problems)),
        tuple(problems),
        tuple(output for output in outputs if output.path in conflicting),
    )


def believed(recorded: Manifest, workspace: Workspace) -> tuple[Manifest, list[Stray]]:
    """Return what can be believed of a manifest, the very same if that is all of it, and the rest."""
    claims, given = workspace.claims, workspace.taking.files
    return credible(recorded, claims.of(recorded), unknown=claims.missing(recorded), given=given)


def _after_merge(
    rendered: Rendered, outputs: Sequence[Output], blocked: Sequence[Action], old: Manifest, look: Look
) -> tuple[HeldBack, Plan, Settlement | None]:
    """Return what is left to write, the plan of it, and what a merge left, if there was one."""
    loaded = rendered.placed.loaded
    held, plan = _around_conflicts(rendered, outputs, blocked, old, look)
    settled = settle_merge(loaded.workspace, loaded.recorded, old, outputs, plan, look)
    if settled is None:
        return held, plan, None
    held, plan = _around_conflicts(rendered, outputs, blocked, settled.manifest, settled.looking(look))
    return held, settled.over(plan, look), settled


def _around_conflicts(
    rendered: Rendered, outputs: Sequence[Output], blocked: Sequence[Action], old: Manifest, look: Look
) -> tuple[HeldBack, Plan]:
    """Return what is left to write, and the plan of it, without what has to stay as it is."""
    placed = rendered.placed
    platforms = [adapter.id for adapter in placed.loaded.adapters]

    def held_for(stuck: Collection[str], waiting: Mapping[str, str]) -> HeldBack:
        staying = {*placed.staying, *stuck}
        depending = depending_on(staying, rendered.refusals, placed.catalog)
        also = {name: on for name, on in {**placed.waiting, **depending, **waiting}.items() if name not in stuck}
        return hold(staying, also, outputs, old, platforms, look)

    def compared(held: HeldBack) -> Plan:
        return held.added_to(_compared(held, placed.loaded, look), old, look)

    return plan_around(held_for, compared, blocked, old, placed.catalog)


def _compared(held: HeldBack, loaded: Loaded, look: Look) -> Plan:
    """Return the difference between what should be on disk, what is recorded and what is there."""
    intent, force = loaded.intent, _forces(loaded)
    restored = intent.paths if isinstance(intent, Restore) else frozenset()
    plan = diff(held.outputs, held.manifest, look, force, restored, loaded.caches.decisions)
    absent = absent_in_a_clone(plan, loaded)
    if not absent:
        return plan
    return diff(held.outputs, held.manifest, look, force, restored | absent, loaded.caches.decisions)


def _forces(loaded: Loaded) -> bool:
    return isinstance(loaded.intent, Deploy) and loaded.intent.force


def _of_missing_adapters(
    loaded: Loaded, outputs: Iterable[Output], old: Manifest, strays: Iterable[Stray]
) -> list[Action]:
    """Return what keeps the records of platforms without an adapter as they are, where these are passed over."""
    passed_over, held_back = passes_over_unknown(loaded.intent), _held_back(loaded)
    if not strays or not (passed_over or held_back):
        return []
    records = loaded.recorded.records
    planned = {output.path for output in outputs} | old.records.keys()
    return [
        Action(KEEP, stray.path, record.own, record=record, artifacts=record.artifacts, platforms=record.platforms)
        for stray in strays
        if (passed_over or held_back.intersection(stray.platforms))
        and stray.platforms
        and stray.path not in planned
        and (record := records.get(stray.path)) is not None
    ]


def _held_back(loaded: Loaded) -> frozenset[str]:
    """Return the recorded platforms whose adapter nobody approved here: what was written for them stays."""
    if isinstance(loaded.intent, Remove):
        return frozenset()
    registry = loaded.workspace.registry
    return frozenset(id for id in loaded.recorded.platforms if registry.is_held_back(id))


def problems_of(
    rendered: Rendered, plan: Plan, old: Manifest, strays: Sequence[Stray], disk: FileTree
) -> list[Finding]:
    """Return all that a person should know of a plan. Raises UserError when one of it is an error."""
    placed, loaded = rendered.placed, rendered.placed.loaded
    workspace, adapters = loaded.workspace, loaded.adapters
    found = list(loaded.problems)
    if not passes_over_unknown(loaded.intent):
        held_back = _held_back(loaded)
        odd = [stray for stray in strays if not held_back.intersection(stray.platforms)]
        found += stray_notes(odd, workspace.state.shown_manifest, workspace.scope)
    found += rendered.problems
    found += over_limits(plan, adapters, workspace, placed.user_files.files, disk)
    found += undelivered(rendered.deliveries, placed.catalog, adapters, placed.loaded.held)
    found += owner_notes(workspace) + waiting_notes(workspace) + ended_notes(adapters)
    found += include_notes(plan, placed.placements, old, disk) + setting_notes(plan)
    found += plugin_notes(plan, adapters, workspace)
    found += both_scopes_notes(plan, placed.placements, placed.platforms, workspace.scope)
    found += hiding_notes(placed.placements, placed.platforms, workspace.environment, workspace.scope)
    stop_on_errors(found)
    return found


def _selected(rendered: Rendered) -> Sequence[str] | None:
    """Return the artifacts that a deploy is limited to, None when it is not."""
    loaded = rendered.placed.loaded
    if filter_of(loaded.intent).is_empty or not loaded.adapters:
        return loaded.selection
    return selected_keys(rendered.placed.catalog, loaded.bundles, filter_of(loaded.intent), rendered.refusals)


def _refused(
    rendered: Rendered, selected: Sequence[str] | None, anything_else: bool, problems: Sequence[Finding]
) -> list[Refused]:
    """Return the artifacts that errors keep out. Raises UserError when nothing may be written without them."""
    intent = rendered.placed.loaded.intent
    found = told(rendered.refusals, selected)
    stop_on_refused(found, is_strict(intent), not anything_else, problems)
    return found


def _limited(plan: Plan, loaded: Loaded, old: Manifest, selected: Sequence[str] | None) -> Plan:
    """Return the plan of a deploy that only adds some artifacts to a whole one: the rest stays as it is recorded."""
    if filter_of(loaded.intent).is_empty or old.selection is not None or not old.platforms:
        return plan
    return with_others_kept(plan, old, selected or ())


def unaccepted(loaded: Loaded, problems: Iterable[Finding]) -> list[Finding]:
    """Return the lost restrictions that nobody accepted: they forbid a deploy."""
    intent, workspace = loaded.intent, loaded.workspace
    if accepts_freer(intent):
        return []
    registry = workspace.registry
    accepted = (registry.named(name).id for name in workspace.config.accept_freer if registry.knows(name))
    return lost_permissions(problems, frozenset(accepted))


def next_manifest(rendered: Rendered, plan: Plan, originals: Mapping[str, Original]) -> Manifest:
    """Return what the manifest will say, but for the folders that are made."""
    loaded, held_back = rendered.placed.loaded, _held_back(rendered.placed.loaded)
    records = recorded(plan)
    return Manifest(
        platforms=[*(adapter.id for adapter in loaded.adapters), *held_back],
        selection=None if loaded.limit is None else list(loaded.limit),
        sources=None if loaded.sources is None else list(loaded.sources),
        placed=_next_places(rendered.placed.placements.chosen, loaded, held_back),
        folders=[*_folders_above(records, loaded, held_back), *_folders_in_source(plan)],
        records=records,
        outputs=OUTPUTS if plan.changes else loaded.recorded.outputs,
        packages=[] if loaded.packages is None else list(loaded.packages.folders),
        originals=dict(originals),
    )


def _folders_above(records: Mapping[str, Record], loaded: Loaded, held_back: Collection[str]) -> list[str]:
    """Return the recorded folders above what stays for platforms whose adapter nobody approved here."""
    paths = [path for path, record in records.items() if not set(held_back).isdisjoint(record.platforms)]
    return [folder for folder in loaded.recorded.folders if any(path.startswith(f"{folder}/") for path in paths)]


def _with_originals(
    plan: Plan, loaded: Loaded, old: Manifest, disk: FileTree
) -> tuple[Plan, Mapping[str, Original], list[Finding]]:
    """Return the plan of a removal with the files that it brings back, those that stay taken over, and notes."""
    if not old.originals or not isinstance(loaded.intent, Remove):
        return plan, old.originals, []
    from aiwg.deployment.originals.removal import with_originals_back  # few projects have any

    back = with_originals_back(plan, loaded, old, disk, _held_back(loaded))
    return back.plan, back.originals, back.problems


def _folders_in_source(plan: Plan) -> set[str]:
    """Return the folders of the project's source that may be empty once kept originals are gone from there."""
    found = set[str]()
    for action in plan.of(DELETE):
        above = action.path.rpartition("/")[0]
        while above.startswith(f"{PROJECT_FOLDER}/"):
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def _next_places(
    chosen: Mapping[str, Sequence[str]], loaded: Loaded, held_back: Collection[str]
) -> dict[str, list[str]]:
    """Return the places that groups of artifacts are remembered with, also of what goes there once it is approved."""
    before = loaded.recorded.placed
    waiting = {group_of(artifact) for artifact in loaded.withheld} - chosen.keys()
    kept = {group for group, places in before.items() if held_back and set(places).issuperset(chosen.get(group, ()))}
    now = {group: list(places) for group, places in chosen.items()}
    return now | {group: before[group] for group in waiting | kept if group in before}
