"""The second and third stage: from artifacts to places, and from places to what should be on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import replace
from aiwg.deployment.copies import copy_policies
from aiwg.deployment.existing.context_links import ContextLinks, with_one_name
from aiwg.deployment.intent import Deploy, Verify
from aiwg.deployment.notes import overheard_notes
from aiwg.deployment.originals.given import TreeWithout
from aiwg.deployment.personal.wanted import has_personal
from aiwg.deployment.preflight import marker_problems
from aiwg.deployment.refusing import deployed_of, with_names, with_stand_ins, without_stand_ins
from aiwg.deployment.stages import Loaded, Placed, Rendered, RenderedPackages
from aiwg.deployment.user_files import scan_user_files
from aiwg.fs.resources import hook_runner
from aiwg.fs.tree import FileTree
from aiwg.manifest import Manifest
from aiwg.placement.place import OwnFiles, Placements, place
from aiwg.placement.resolve import bind
from aiwg.render.context import Inputs
from aiwg.render.delivery import DeliveryList
from aiwg.render.render import RenderedOutputs, render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.deployment.gate.standing import Standing
    from aiwg.findings.model import Finding
    from aiwg.render.outputs import Output


def place_artifacts(loaded: Loaded) -> Placed:
    """Return where each artifact goes so that each platform loads it once, as far as that can be."""
    return _placed(Placed(loaded, loaded.catalog, loaded.staying))


def _placed(wanted: Placed) -> Placed:
    """Return where the artifacts of the catalog go, whatever places they had before."""
    loaded = wanted.loaded
    if not loaded.adapters:
        return wanted
    workspace, recorded = loaded.workspace, loaded.recorded
    gone = workspace.taking.whole
    there = TreeWithout(workspace.roots, gone).exists
    platforms = tuple(bind(adapter, workspace.scope, workspace.environment, there) for adapter in loaded.adapters)
    everything = with_stand_ins(wanted.catalog, wanted.staying, recorded)
    folders = [artifact.id for artifact in everything if artifact.kind == "instructions"]
    disk = TreeWithout(workspace.roots, gone, loaded.caches.actual)
    known = recorded
    if workspace.scope == "project" and has_personal(workspace.project):
        from aiwg.deployment.personal.records import with_personal_records  # only for those who have such parts

        known = with_personal_records(recorded, workspace.project, loaded.adapters)
    links = ContextLinks(workspace, loaded.adapters, recorded, loaded.layers)
    user_files = scan_user_files(platforms, folders, disk, known, links.target)
    if user_files.names:
        platforms = tuple(with_one_name(platform, user_files.names) for platform in platforms)
    intent = loaded.intent
    wished = (intent.copies if isinstance(intent, Deploy) else ()) or workspace.config.copies
    copies = copy_policies(wished, loaded.adapters, workspace.registry)
    cache = loaded.caches.placements
    own = OwnFiles(loaded.held, loaded.own_texts)
    found = place(everything, platforms, user_files, recorded.placed, cache, copies, own)
    texts = loaded.own_texts or _equal_texts(found, disk, recorded) if workspace.scope == "user" else loaded.own_texts
    placements = _beside_own_texts(without_stand_ins(found), texts)
    return replace(wanted, platforms=platforms, user_files=user_files, placements=placements)


def _equal_texts(placements: Placements, disk: FileTree, recorded: Manifest) -> dict[str, frozenset[str]]:
    """Return the personal files that hold the very text that would be placed there, by artifact.

    What was imported from them stands in your own source, which keeps no record of where it came from.
    """
    found: dict[str, frozenset[str]] = {}
    for each in placements.placements:
        artifact, path = each.artifact, each.spot.path
        if artifact.kind != "instructions" or not disk.exists(path):
            continue
        from aiwg.deployment.existing.without_ours import text_beside_block

        text = text_beside_block(disk, path, recorded.records.get(path))
        if text is not None and text.split() == artifact.body.split():
            found[artifact.key] = found.get(artifact.key, frozenset()) | {path}
    return found


def _beside_own_texts(placements: Placements, texts: Mapping[str, frozenset[str]]) -> Placements:
    """Return placements that write no text into a file of the user's that holds it: nobody loads more there."""
    if not texts:
        return placements

    def is_there(artifact: Artifact, place: str) -> bool:
        folder = "" if artifact.id == "instructions" else f"{artifact.id}/"
        return f"{folder}{place}" in texts.get(artifact.key, ())

    overheard = [each for each in placements.overheard if not is_there(each.artifact, each.place)]
    return replace(placements, overheard=overheard, own_texts=texts)


def render_outputs(placed: Placed) -> Rendered:
    """Return what should be on disk, without the artifacts that are found wrong only when they are rendered."""
    loaded, refusals = placed.loaded, placed.loaded.refusals.copy()
    if not loaded.adapters:
        return Rendered(placed, refusals)
    standing = _standing(loaded)
    while True:
        alone = _rendered(placed)
        found = _with_packages(placed, alone)
        settled = placed if standing is None else _without_new_grants(placed, found, standing)
        if settled is not placed:
            placed = _placed(settled)
            continue
        notes = overheard_notes(placed.placements, placed.platforms, loaded.held)
        problems = [*notes, *alone.problems, *found.problems, *marker_problems(found.outputs, placed.catalog)]
        if standing is not None:
            problems += _unapproved_in(found.outputs, loaded, standing)
        problems = refusals.take(problems)
        good = refusals.good(placed.catalog)
        if len(good) == len(placed.catalog):
            deliveries = _with_withheld(alone.deliveries, placed)
            if loaded.on_demand:
                from aiwg.deployment.on_demand.deliveries import catalog_problems, on_demand_deliveries

                problems += catalog_problems(placed, deliveries)
                deliveries = DeliveryList.of([*deliveries, *on_demand_deliveries(placed, deliveries)])
            return Rendered(placed, refusals, found.outputs, deliveries, tuple(problems), found.packages)
        live = {artifact.named for artifact in good}
        staying = placed.staying | deployed_of(refusals, loaded.recorded, live)
        placed = _placed(replace(placed, catalog=good, staying=staying))


def _standing(loaded: Loaded) -> Standing | None:
    """Return what answers whether something stands already, None where all is approved and nobody asks."""
    if not loaded.unapproved and not loaded.pending:
        return None
    from aiwg.deployment.gate.standing import Standing

    return Standing(FileTree(loaded.workspace.roots, loaded.caches.actual), loaded.workspace.committed)


def _unapproved_in(outputs: Iterable[Output], loaded: Loaded, standing: Standing) -> list[Finding]:
    """Return an error for each artifact of which the outputs hold what nobody approved."""
    from aiwg.deployment.gate.verify import check_outputs

    own = frozenset(adapter.id for adapter in loaded.adapters if adapter.origin != "bundled")
    return check_outputs(outputs, loaded.unapproved, own, standing.has)


def _without_new_grants(placed: Placed, found: RenderedPackages, standing: Standing) -> Placed:
    """Return the stage without the pending artifacts that would be written anew; the very same if there is none."""
    from aiwg.deployment.gate.pending import changed_by, missing, naming

    loaded = placed.loaded
    there = [
        each.artifact for each in loaded.pending.values() if placed.catalog.get(each.artifact.key) is each.artifact
    ]
    lacking = missing(there, found.outputs, placed.catalog, standing)
    if lacking:
        return _settled(placed, lacking, standing)
    servers = {artifact.named for artifact in there}
    named = naming(servers, placed.catalog)
    unsettled = missing((each for each in placed.catalog if each.key in named), found.outputs, placed.catalog, standing)
    if not unsettled:
        return placed
    bare = _with_packages(placed, _rendered(placed, servers), servers)
    waiting = {name: named[name] for name in changed_by(unsettled, found.outputs, bare.outputs)}
    if not waiting:
        return placed
    catalog = Catalog(artifact for artifact in placed.catalog if artifact.named not in waiting)
    return replace(
        placed, catalog=catalog, staying=placed.staying | waiting.keys(), waiting={**placed.waiting, **waiting}
    )


def _settled(placed: Placed, lacking: Iterable[str], standing: Standing) -> Placed:
    """Return the stage where what was written of some pending artifacts stays, or they are reduced."""
    from aiwg.deployment.gate.pending import scripts_of, stays

    loaded, kept, instead = placed.loaded, set[str](), dict[str, Artifact | None]()
    for key in lacking:
        each = loaded.pending[key]
        instead[key] = each.instead
        if stays(each, loaded.recorded, placed.catalog, standing):
            kept |= {each.artifact.named, *scripts_of(each.artifact, placed.catalog)}
    artifacts = (instead.get(artifact.key, artifact) for artifact in placed.catalog)
    catalog = Catalog(artifact for artifact in artifacts if artifact is not None and artifact.named not in kept)
    return replace(placed, catalog=catalog, staying=placed.staying | kept, kept=placed.kept | kept)


def _rendered(placed: Placed, without: Collection[str] = ()) -> RenderedOutputs:
    """Return the outputs of what is placed, those of others rendered as if there were no artifacts `without`."""
    named = _named(placed, without)
    return render(placed.placements, named, placed.platforms, inputs_of(placed), placed.loaded.caches.renderings)


def _named(placed: Placed, without: Collection[str]) -> Catalog:
    catalog = Catalog(each for each in placed.catalog if each.named not in without) if without else placed.catalog
    return with_names(catalog, placed.staying)


def inputs_of(placed: Placed) -> Inputs:
    """Return what renderings take from outside the sources and adapters."""
    workspace = placed.loaded.workspace
    given = Inputs(workspace.config.models, hook_runner(), workspace.environment.variables)
    if not placed.loaded.on_demand:
        return given
    from aiwg.deployment.on_demand.catalog_skill import reading_commands  # most projects deploy everything

    return replace(given, on_demand=reading_commands(placed.loaded.on_demand, workspace.scope))


def _with_packages(placed: Placed, found: RenderedOutputs, without: Collection[str] = ()) -> RenderedPackages:
    """Return the outputs with those of the project's packages."""
    loaded = placed.loaded
    if loaded.packages is None:
        return RenderedPackages(found.outputs)
    from aiwg.deployment.packages import PackageInputs, render_packages  # only where packages are deployed to

    named = _named(placed, without)
    roots, renderings = loaded.workspace.roots, loaded.caches.renderings
    inputs = PackageInputs(loaded.packages, named, placed.platforms, inputs_of(placed), renderings, roots)
    return render_packages(found, placed.placements, inputs)


def _with_withheld(deliveries: DeliveryList, placed: Placed) -> DeliveryList:
    """Return the deliveries, each noting that it comes without what it runs while its artifact waits for consent."""
    pending = placed.loaded.pending
    waiting = {
        artifact.named
        for artifact in placed.loaded.withheld
        if artifact.key not in pending or placed.catalog.get(artifact.key) is not artifact
    }
    if not waiting or isinstance(placed.loaded.intent, Verify):
        return deliveries
    note = "not deployed until you approve it: the part that runs"
    noted = (each.lowered_to("degraded").noted(note) if each.artifact in waiting else each for each in deliveries)
    return DeliveryList.of(noted)
