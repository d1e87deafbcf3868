"""The main job, in one direction: sources, catalog, placements, outputs, plan; apply is the only writer."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiwg.adapter.discover import Registry
from aiwg.adapter.model import Adapter
from aiwg.apply.apply import Progress, apply, recorded
from aiwg.artifact.model import Artifact, Catalog
from aiwg.audit.auditor import Auditor
from aiwg.decisions.in_force import NO_DECISIONS, Decisions, decisions_in_force, with_decisions
from aiwg.deployment.caches import Caches
from aiwg.deployment.gate.verify import check_outputs, unapproved_in
from aiwg.deployment.notes import include_notes, overheard_notes
from aiwg.deployment.preflight import (
    at_real_paths,
    ended_notes,
    keep_out_of_sources,
    lost_permissions,
    marker_problems,
    over_limits,
    setting_notes,
    stop_on_errors,
    stray_notes,
)
from aiwg.deployment.refusing import (
    depending_on,
    deployed_of,
    stop_on_refused,
    told,
    with_names,
    with_stand_ins,
    without_stand_ins,
)
from aiwg.deployment.relocations import Relocation, find_relocations, tell_orphans
from aiwg.deployment.selection import leave_others, selected_keys, selection
from aiwg.deployment.undelivered import undelivered, without_effect
from aiwg.deployment.user_files import scan_user_files
from aiwg.deployment.workspace import (
    Request,
    Workspace,
    choose_platforms,
    open_workspace,
    owner_notes,
    recorded_sources,
    waiting_notes,
)
from aiwg.errors import Exit, UserError
from aiwg.findings.model import Finding
from aiwg.fs.resources import hook_runner
from aiwg.fs.tree import FileTree
from aiwg.manifest import Manifest
from aiwg.placement.place import Placements, place
from aiwg.placement.resolve import bind
from aiwg.placement.user_files import NO_USER_FILES, UserFiles
from aiwg.plan.actions import KEEP, Action, Plan
from aiwg.plan.diff import diff
from aiwg.plan.held_back import hold
from aiwg.plan.manifest_check import Stray, credible
from aiwg.render.outputs import FileOutput, Output
from aiwg.render.render import Rendered, render
from aiwg.render.state import Delivery, Inputs
from aiwg.source.bundles import Bundle
from aiwg.source.compose import compose
from aiwg.source.layers import Layer, layers_for, load_layers
from aiwg.source.reader import SourceFile
from aiwg.source.refused import Refusals, Refused
from aiwg.trust.executables import UNTRUSTED_LAYER, consents_of_typed, is_approved, withhold
from aiwg.trust.external_sources import outside, refuse_waiting, waiting_sources
from aiwg.trust.store import read_consents, write_consents


@dataclass(slots=True)
class Deployment:
    """A planned deployment and all that explains it.

    `refused` are the artifacts that errors keep out of it; `waiting` those that wait for them, each with the file that
    they share.
    """

    workplace: Workspace
    adapters: list[Adapter]
    plan: Plan
    old: Manifest
    new: Manifest
    arrivals: list[Delivery] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    withheld: list[Artifact] = field(default_factory=list)
    unapproved: dict[str, list[Artifact]] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    placements: Placements = field(default_factory=Placements)
    layers: list[Layer] = field(default_factory=list)
    catalog: Catalog = field(default_factory=Catalog)
    bundles: dict[str, Bundle] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    refusals: list[Finding] = field(default_factory=list)
    standing: UserFiles = NO_USER_FILES
    moves: list[Relocation] = field(default_factory=list)
    recorded: Manifest = field(default_factory=Manifest)
    strays: list[Stray] = field(default_factory=list)
    memory: Caches | None = None
    decisions: Decisions = NO_DECISIONS
    refused: list[Refused] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    _refusals: Refusals = field(default_factory=Refusals)
    _stays: frozenset[str] = frozenset()


def plan_deployment(request: Request, workplace: Workspace | None = None, memory: Caches | None = None) -> Deployment:
    """Return the plan for a request; `workplace` is the one already open, if any. Nothing is written.

    `memory` is kept between plans of one process for one project, and saves what has not changed since.

    Raises UserError for a wrong request, an invalid source, an unusable state, or an unsafe path.
    """
    workplace = workplace or open_workspace(request.project, request.scope)
    if memory is not None:
        memory.begin(workplace.config.models)
        workplace.registry.known = memory.adapters
    manifest = workplace.state.read_manifest(memory.manifest if memory else None)
    adapters = choose_platforms(workplace, request, manifest)
    new = Manifest(platforms=[adapter.id for adapter in adapters], lines=manifest.lines)
    deployment = Deployment(workplace, adapters, Plan(), manifest, new, memory=memory)
    if adapters:
        _load(deployment, request)
        rendered = _render_good(deployment)
    else:
        rendered = Rendered([], [], [])
    expected = {output.data: output.data for output in rendered.outputs if isinstance(output, FileOutput)}
    disk = FileTree(workplace.roots, memory.actual if memory else None, expected)
    outputs, refused = at_real_paths(rendered.outputs, disk, workplace.claims)
    keep_out_of_sources(outputs, deployment.layers, disk)
    manifest = _believed(deployment, request)
    waiting = depending_on(deployment._stays, deployment._refusals, deployment.catalog)
    held = hold(deployment._stays, waiting, outputs, manifest, new.platforms, disk.look)
    deployment.outputs, deployment.waiting = held.outputs, held.waiting
    decisions = memory.decisions if memory else None
    deployment.plan = diff(held.outputs, held.manifest, disk.look, request.force, decisions)
    held.add_to(deployment.plan, manifest, disk.look)
    deployment.plan.actions += refused + _of_missing_adapters(deployment, request)
    moving = [arrival for arrival in rendered.arrivals if arrival.artifact not in held.waiting]
    deployment.moves = find_relocations(manifest, deployment.new, moving, held.outputs)
    tell_orphans(deployment.plan, deployment.moves)
    deployment.arrivals = _with_withheld(rendered.arrivals, deployment.withheld)
    deployment.problems += rendered.problems + _notes(deployment, rendered.arrivals, manifest, disk)
    stop_on_errors(deployment.problems)
    deployment.refused = told(deployment._refusals, _selected(deployment, request))
    nothing_else = not (deployment.outputs or manifest.records)
    stop_on_refused(deployment.refused, request.strict, nothing_else, deployment.problems)
    if not request.accept_freer and request.remove is None:
        deployment.refusals = lost_permissions(deployment.problems, _accepted(workplace))
    if (request.kinds or request.only) and manifest.selection is None and manifest.platforms:
        leave_others(deployment.plan, manifest, _selected(deployment, request) or ())
    return deployment


def _notes(deployment: Deployment, arrivals: list[Delivery], manifest: Manifest, disk: FileTree) -> list[Finding]:
    """Return what a person should know of a plan: limits, artifacts that arrive nowhere, platforms, files of theirs."""
    workplace, adapters, plan = deployment.workplace, deployment.adapters, deployment.plan
    found = over_limits(plan, adapters, workplace.scope) + undelivered(arrivals, deployment.catalog, adapters)
    found += owner_notes(workplace) + waiting_notes(workplace) + ended_notes(adapters)
    return found + include_notes(plan, deployment.placements, manifest, disk) + setting_notes(plan)


def _believed(deployment: Deployment, request: Request) -> Manifest:
    """Return what can be believed of the manifest; the rest is noted, and nothing is done to it."""
    workplace, recorded = deployment.workplace, deployment.old
    desired = {output.path: output for output in deployment.outputs}
    missing = workplace.claims.missing(recorded)
    deployment.old, deployment.strays = credible(recorded, workplace.claims.of(recorded), desired, missing)
    if not request.leave_unknown:
        deployment.problems += stray_notes(deployment.strays, workplace.state.shown_manifest, workplace.scope)
    deployment.recorded = recorded
    return deployment.old


def _of_missing_adapters(deployment: Deployment, request: Request) -> list[Action]:
    """Return what keeps the records of platforms without an adapter as they are, where these are passed over."""
    records = deployment.recorded.records if request.leave_unknown else {}
    planned = {output.path for output in deployment.outputs} | deployment.old.records.keys()
    return [
        Action(KEEP, stray.path, record.own, record=record, artifacts=record.artifacts, platforms=record.platforms)
        for stray in deployment.strays
        if stray.platforms and stray.path not in planned and (record := records.get(stray.path)) is not None
    ]


def carry_out(deployment: Deployment, progress: Progress | None = None) -> list[str]:
    """Apply a planned deployment; return the paths of the backups that were made.

    What a source typed by hand would run is allowed from now on, as it is now.

    Raises UserError when a file changed since the plan, or cannot be written.
    """
    deployment.new.records = recorded(deployment.plan)
    backups = apply(deployment.plan, deployment.old, deployment.new, deployment.workplace.state, progress)
    if deployment.memory is not None:
        deployment.memory.manifest = (deployment.new.text(), deployment.new)
    project = deployment.workplace.project
    known = read_consents(project) if deployment.given else {}
    if not deployment.given.items() <= known.items():
        _remember_consents(project, known, deployment.given)
    return backups


def _remember_consents(project: Path, known: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Write down what typing a source allowed; where that cannot be, a plain source has to be allowed again."""
    try:
        write_consents(project, {**known, **given})
    except OSError:
        if any(not key.startswith("source/") for key in given.keys() - known.keys()):
            raise


def _load(deployment: Deployment, request: Request) -> None:
    """Load the layers, check them, and keep what is selected and may run."""
    workplace = deployment.workplace
    project = workplace.project if request.scope == "project" else None
    recorded = recorded_sources(workplace, deployment.old)
    if project is not None and not request.sources:
        configured, consents = workplace.config.sources, read_consents(project)
        refuse_waiting(waiting_sources(project, configured, deployment.old.sources or (), consents))
    deployment.layers = layers_for(project, request.sources, workplace.config.sources, recorded)
    deployment.new.sources = _rememberable(request.sources or recorded, workplace.project)
    auditor = Auditor(deployment.memory.audits) if deployment.memory else Auditor()
    loaded = load_layers(
        deployment.layers,
        workplace.project,
        workplace.config.exclude,
        workplace.config.overrides,
        deployment.memory.sources if deployment.memory else None,
        auditor.look,
    )
    if project is not None:
        deployment.decisions = decisions_in_force(project, workplace.config)
    for rule in deployment.decisions.artifacts:
        auditor.look(SourceFile(f"rules/{rule.id}.md", rule.body.encode(), False), rule.origin.file)
    deployment.problems += loaded.problems + deployment.decisions.problems
    refused = deployment._refusals = loaded.refused
    catalog, problems = compose(with_decisions(loaded.catalog, deployment.decisions))
    deployment.problems += refused.take(problems) + _unknown_platforms(loaded.catalog, workplace.registry)
    consents = read_consents(workplace.project)
    auditor.look_at_settings(catalog)
    auditor.settle(workplace.config.allowances)
    deployment.problems += refused.take(auditor.problems(consents))
    stop_on_errors(deployment.problems)
    catalog = refused.good(catalog)
    deployment._stays = deployed_of(refused, deployment.old, {artifact.named for artifact in catalog})
    deployment.given = consents_of_typed(catalog)
    if project is not None:
        typed = outside(map(os.path.abspath, request.sources), project, "")
        deployment.given |= {each.key: each.hash for each in typed}
    known = catalog
    deployment.unapproved = unapproved_in(known, UNTRUSTED_LAYER, lambda each: is_approved(each, known, consents))
    catalog, deployment.withheld = withhold(catalog, consents, loaded.beneath)
    deployment.bundles = loaded.bundles
    deployment.new.selection = selection(deployment.old, catalog, loaded.bundles, request, refused)
    if deployment.new.selection is not None:
        catalog = Catalog(artifact for artifact in catalog if artifact.named in set(deployment.new.selection))
    deployment.catalog = catalog
    deployment.problems += without_effect(catalog, deployment.adapters, workplace.config.allowances)


def _selected(deployment: Deployment, request: Request) -> list[str] | None:
    """Return the artifacts that this deploy is limited to, None when it is not."""
    if (request.kinds or request.only) and deployment.adapters:
        return selected_keys(deployment.catalog, deployment.bundles, request, deployment._refusals)
    return deployment.new.selection


def _render_good(deployment: Deployment) -> Rendered:
    """Return what should be on disk, without the artifacts that are found wrong only when they are rendered."""
    own = frozenset(adapter.id for adapter in deployment.adapters if adapter.origin != "bundled")
    while True:
        rendered = _render(deployment)
        refused = deployment._refusals
        problems = rendered.problems + marker_problems(rendered.outputs, deployment.catalog)
        problems += check_outputs(rendered.outputs, deployment.unapproved, own)
        rendered.problems = refused.take(problems)
        good = refused.good(deployment.catalog)
        if len(good) == len(deployment.catalog):
            return rendered
        live = {artifact.named for artifact in good}
        deployment._stays |= deployed_of(refused, deployment.old, live)
        deployment.catalog = good


def _accepted(workplace: Workspace) -> frozenset[str]:
    """Return the ids of the platforms that aiwg.yaml lets be less restricted."""
    registry = workplace.registry
    return frozenset(registry.named(name).id for name in workplace.config.accept_freer if registry.knows(name))


def _unknown_platforms(catalog: Catalog, registry: Registry) -> list[Finding]:
    """Return a warning for every platform that an artifact names and that nobody knows."""
    problems = []
    for artifact in catalog:
        for name in dict.fromkeys((*artifact.include, *artifact.exclude, *artifact.overrides)):
            if not registry.knows(name):
                key = "overrides" if name in artifact.overrides else "platforms"
                message = f'{key} names "{name}", which is no platform'
                file, line = artifact.origin.file, artifact.origin.line_of(key)
                problems.append(Finding("no-platform", "warning", message, file, line, hint=registry.near(name)))
    return problems


def _rememberable(sources: Sequence[str], project: Path) -> list[str] | None:
    """Return sources relative to the project, as the manifest remembers them.

    Raises UserError (usage) for a path that the manifest cannot hold.
    """
    if not sources:
        return None
    paths = [
        os.path.relpath(os.path.abspath(source), os.path.abspath(project)).replace(os.sep, "/") for source in sources
    ]
    for path in paths:
        if any("\ud800" <= char <= "\udfff" for char in path):
            raise UserError(f'the name of the source "{path}" is not UTF-8.', exit=Exit.USAGE, hint="Rename it.")
    return paths


def _render(deployment: Deployment) -> Rendered:
    workplace = deployment.workplace
    there = FileTree(workplace.roots).exists
    platforms = [bind(adapter, workplace.scope, workplace.environment, there) for adapter in deployment.adapters]
    catalog = with_stand_ins(deployment.catalog, deployment._stays, deployment.old)
    folders = [artifact.id for artifact in catalog if artifact.kind == "instructions"]
    disk = FileTree(workplace.roots, deployment.memory.actual if deployment.memory else None)
    deployment.standing = scan_user_files(platforms, folders, disk, deployment.old)
    deployment.placements = without_stand_ins(
        place(
            catalog,
            platforms,
            deployment.standing,
            deployment.old.placed,
            deployment.memory.placements if deployment.memory else None,
        )
    )
    deployment.new.placed = deployment.placements.chosen
    given = Inputs(workplace.config.models, hook_runner(), frozenset(workplace.environment.variables))
    memory = deployment.memory.renderings if deployment.memory else None
    named = with_names(deployment.catalog, deployment._stays)
    rendered = render(deployment.placements, named, platforms, given, memory)
    rendered.problems = overheard_notes(deployment.placements, platforms) + rendered.problems
    return rendered


def _with_withheld(arrivals: list[Delivery], withheld: Iterable[Artifact]) -> list[Delivery]:
    """Note at every arrival whose artifact still waits for consent that it comes without what it runs."""
    waiting = {artifact.named for artifact in withheld}
    for arrival in arrivals:
        if arrival.artifact in waiting:
            arrival.lower_to("degraded")
            arrival.note("what it runs waits for your consent")
    return arrivals
