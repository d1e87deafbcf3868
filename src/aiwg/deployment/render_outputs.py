"""The second and third stage: from artifacts to places, and from places to what should be on disk."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.artifact.model import Artifact, Catalog
from aiwg.deployment.copies import copy_policies
from aiwg.deployment.existing.context_links import ContextLinks, with_one_name
from aiwg.deployment.gate.verify import check_outputs
from aiwg.deployment.intent import Deploy
from aiwg.deployment.notes import overheard_notes
from aiwg.deployment.packages import PackageInputs, RenderedPackages, render_packages
from aiwg.deployment.preflight import marker_problems
from aiwg.deployment.refusing import deployed_of, with_names, with_stand_ins, without_stand_ins
from aiwg.deployment.stages import Loaded, Placed, Rendered
from aiwg.deployment.user_files import scan_user_files
from aiwg.fs.resources import hook_runner
from aiwg.fs.tree import FileTree
from aiwg.placement.place import place
from aiwg.placement.resolve import bind
from aiwg.render.context import Inputs
from aiwg.render.delivery import Delivery
from aiwg.render.render import RenderedOutputs, render
from aiwg.source.packages import NO_PACKAGES


def place_artifacts(loaded: Loaded) -> Placed:
    """Return where each artifact goes so that each platform loads it once, as far as that can be."""
    return _placed(loaded, loaded.catalog, loaded.staying)


def _placed(loaded: Loaded, catalog: Catalog, staying: frozenset[str]) -> Placed:
    if not loaded.adapters:
        return Placed(loaded, catalog, staying)
    workspace, recorded = loaded.workspace, loaded.recorded
    there = FileTree(workspace.roots).exists
    platforms = tuple(bind(adapter, workspace.scope, workspace.environment, there) for adapter in loaded.adapters)
    everything = with_stand_ins(catalog, staying, recorded)
    folders = [artifact.id for artifact in everything if artifact.kind == "instructions"]
    disk = FileTree(workspace.roots, loaded.caches.actual)
    links = ContextLinks(workspace, loaded.adapters, recorded, loaded.layers)
    user_files = scan_user_files(platforms, folders, disk, recorded, links.target)
    if user_files.names:
        platforms = tuple(with_one_name(platform, user_files.names) for platform in platforms)
    intent = loaded.intent
    wanted = (intent.copies if isinstance(intent, Deploy) else ()) or workspace.config.copies
    copies = copy_policies(wanted, loaded.adapters, workspace.registry)
    found = place(everything, platforms, user_files, recorded.placed, loaded.caches.placements, copies)
    return Placed(loaded, catalog, staying, platforms, user_files, without_stand_ins(found))


def render_outputs(placed: Placed) -> Rendered:
    """Return what should be on disk, without the artifacts that are found wrong only when they are rendered."""
    loaded, refusals = placed.loaded, placed.loaded.refusals.copy()
    if not loaded.adapters:
        return Rendered(placed, refusals)
    own = frozenset(adapter.id for adapter in loaded.adapters if adapter.origin != "bundled")
    while True:
        alone = _rendered(placed)
        found = _with_packages(placed, alone)
        notes = overheard_notes(placed.placements, placed.platforms)
        problems = [*notes, *alone.problems, *found.problems, *marker_problems(found.outputs, placed.catalog)]
        problems = refusals.take([*problems, *check_outputs(found.outputs, loaded.unapproved, own)])
        good = refusals.good(placed.catalog)
        if len(good) == len(placed.catalog):
            deliveries = _with_withheld(alone.deliveries, loaded.withheld)
            return Rendered(placed, refusals, found.outputs, deliveries, tuple(problems), found.packages)
        live = {artifact.named for artifact in good}
        placed = _placed(loaded, good, placed.staying | deployed_of(refusals, loaded.recorded, live))


def _rendered(placed: Placed) -> RenderedOutputs:
    named = with_names(placed.catalog, placed.staying)
    return render(placed.placements, named, placed.platforms, _given(placed), placed.loaded.caches.renderings)


def _given(placed: Placed) -> Inputs:
    workspace = placed.loaded.workspace
    return Inputs(workspace.config.models, hook_runner(), frozenset(workspace.environment.variables))


def _with_packages(placed: Placed, found: RenderedOutputs) -> RenderedPackages:
    """Return the outputs with those of the project's packages."""
    loaded = placed.loaded
    if loaded.packages == NO_PACKAGES:
        return RenderedPackages(found.outputs)
    named = with_names(placed.catalog, placed.staying)
    roots, renderings = loaded.workspace.roots, loaded.caches.renderings
    inputs = PackageInputs(loaded.packages, named, placed.platforms, _given(placed), renderings, roots)
    return render_packages(found, placed.placements, inputs)


def _with_withheld(deliveries: tuple[Delivery, ...], withheld: Iterable[Artifact]) -> tuple[Delivery, ...]:
    """Return the deliveries, each noting that it comes without what it runs while its artifact waits for consent."""
    waiting = {artifact.named for artifact in withheld}
    if not waiting:
        return deliveries
    note = "what it runs waits for your consent"
    return tuple(each.lowered_to("degraded").noted(note) if each.artifact in waiting else each for each in deliveries)
