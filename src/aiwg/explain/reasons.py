"""Why a path was chosen: for each artifact there, and each platform that it serves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.artifact.kinds import CELL_OF
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.deployment.stages import Planned
from aiwg.fs.tree import FileTree
from aiwg.placement.candidates import Bridge
from aiwg.placement.place import Placement
from aiwg.placement.resolve import Platform, bind
from aiwg.render.context import RenderContext


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an artifact lies at a path for one platform; `artifact` is empty for an include of another file."""

    artifact: str
    platform: str
    says: str


def reasons_for(path: str, deployment: Planned) -> list[Reason]:
    """Return why `path` holds what it holds, in the order of artifacts and platforms."""
    workspace = deployment.workspace
    disk = FileTree(workspace.roots)
    platforms = {each.id: bind(each, workspace.scope, workspace.environment) for each in deployment.adapters}
    context = RenderContext(deployment.catalog, {}, deployment.placed.placements.placements)
    reasons = [
        Reason(placement.artifact.named, platform, why_here(placement, platforms[platform], deployment).says)
        for placement in deployment.placed.placements.placements
        if _lies_at(path, context.path_of(placement), disk)
        for platform in placement.platforms
    ]
    reasons += _in_packages(path, deployment, disk)
    for (platform, _), bridge in sorted(deployment.placed.placements.bridges.items(), key=lambda item: item[0]):
        if _lies_at(path, bridge.path, disk):
            reasons.append(Reason("", platform, _why_bridge(bridge)))
        if bridge.apart and _lies_at(path, bridge.included, disk):
            reasons.append(
                Reason("", platform, f"{bridge.path} includes this: the part of {bridge.target} that aiwg wrote")
            )
    return sorted(set(reasons), key=lambda reason: (reason.artifact, reason.platform, reason.says))


def _in_packages(path: str, deployment: Planned, disk: FileTree) -> Iterator[Reason]:
    """Yield why a path in a package holds what it holds."""
    for package in deployment.rendered.packages:
        if not path.startswith(f"{package.folder}/"):
            continue
        context = RenderContext(deployment.catalog, {}, package.placements)
        for placement in package.placements:
            if _lies_at(path, f"{package.folder}/{context.path_of(placement)}", disk):
                word = placement.cell.replace("_", " ")
                says = f"after a start in {package.folder} it does not read the project's {word}"
                yield from (Reason(placement.artifact.named, id, says) for id in placement.platforms)


def _why_bridge(bridge: Bridge) -> str:
    if bridge.apart:
        return f"this file includes aiwg's text only, without your text in {bridge.target}"
    return f"it does not read {bridge.target} by itself: this file includes it"


def _lies_at(path: str, placed: str, disk: FileTree) -> bool:
    """Say whether a path is the placed one, or lies in the placed folder; links among its parents are resolved."""
    try:
        real = disk.canonical(placed.rstrip("/")) + ("/" if placed.endswith("/") else "")
    except UserError:
        return False
    return path.startswith(real) if real.endswith("/") else path == real


@dataclass(frozen=True, slots=True)
class PlaceReason:
    """Why a place was chosen for a platform: a code that stays, and the sentence."""

    code: str
    says: str


def why_here(placement: Placement, platform: Platform, deployment: Planned) -> PlaceReason:
    """Return why a platform gets an artifact at the place where it lies."""
    cell = placement.cell
    word = cell.replace("_", " ")
    if placement.pointer_to is not None:
        says = "it cannot limit rules to some files: a line here names the rule's file and its paths"
        return PlaceReason("pointer", says)
    if placement.is_carried:
        says = f"{_lack(placement, platform)}, so aiwg delivers this in its {word}"
        return PlaceReason("carried", says)
    target = RenderContext(deployment.catalog, {}, ()).path_of(placement)
    bridge = deployment.placed.placements.bridges.get((platform.id, target))
    if bridge and bridge.apart:
        says = f"it does not load this file, which contains your text: it loads aiwg's copy in {bridge.included}"
        return PlaceReason("apart", says)
    if bridge:
        return PlaceReason("included", f"it loads this through {bridge.path}, which includes it")
    through = deployment.placed.placements.through.get((platform.id, target))
    if through is not None:
        return PlaceReason("included-by-you", f"it loads this through your {through}, which links to it")
    read = next((spot for spot in platform.cells[cell].reads if spot.key == placement.spot.key), None)
    if read is not None and read.place is not None and read.place.compat:
        return PlaceReason("other-tool", f"it reads {word} in this folder of another tool too")
    if placement.spot.is_open:
        return PlaceReason("open", f"it reads {word} in this shared folder")
    return PlaceReason("own", f"this is its own folder for {word}")


def _lack(placement: Placement, platform: Platform) -> str:
    """Return what the platform is missing, so that another kind carries the artifact."""
    own = CELL_OF[placement.artifact.kind]
    word = own.replace("_", " ")
    bound = platform.cells.get(own)
    if bound is None:
        return f"it has no {word}" if own in platform.adapter.lacks else f"it is unknown if it reads {word}"
    if not bound.reads:
        return f"it reads {word} in the {'user' if platform.scope == 'project' else 'project'} scope only"
    if not bound.writes:
        return f"aiwg cannot write its {word}"
    activation = placement.artifact.fields.get("activation")
    if activation and activation not in bound.cell.get("only", {}).get("activation", (activation,)):
        return f"its {word} cannot be {_ACTIVATION[str(activation)]}"
    return f"as its own {word} some platform would load this twice"


_ACTIVATION = {
    "always": "always on",
    "paths": "limited to some files",
    "model": "left to the model",
    "manual": "left to the user",
}


def grouped(reasons: Sequence[Reason]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (platform, what it says, artifacts) with equal reasons of one platform taken together."""
    together: dict[tuple[str, str], list[str]] = {}
    for reason in reasons:
        together.setdefault((reason.platform, reason.says), []).append(reason.artifact)
    for (platform, says), artifacts in sorted(together.items()):
        yield platform, says, [artifact for artifact in artifacts if artifact]
