"""What does not hold when a platform is started in a subfolder: what it reads in its start folder alone."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import kind_of_cell
from aiwg.core.dataclass import dataclass
from aiwg.deployment.stages import Planned
from aiwg.deployment.undelivered import listed
from aiwg.loading.reach import BELOW, START
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.deployment.packages import DeployedPackage


@dataclass(frozen=True, slots=True)
class StartFolderGap:
    """A file or folder of the project that a platform does not read from subfolders; not `is_known`: nobody knows.

    `kinds` are the kinds of places that lie there, and `packages` the folders that have all of it themselves.
    """

    adapter: Adapter
    place: str
    kinds: tuple[str, ...]
    is_known: bool
    packages: tuple[str, ...] = ()

    @property
    def guards(self) -> bool:
        """Say whether people rely on something in it to keep an agent from something."""
        return any(kind_of_cell(kind).guards for kind in self.kinds)

    @property
    def says(self) -> str:
        """Return it as a sentence."""
        name, place = shown(self.adapter.name), shown(self.place)
        what = f"{place} ({', '.join(kind.replace('_', ' ') for kind in self.kinds)})"
        but = f"; {_listed(self.packages)} {'has' if len(self.packages) == 1 else 'have'} it" if self.packages else ""
        if not self.is_known:
            return f"it is unknown if {name} reads {what} after a start in a subfolder{but}"
        return f"{name} ignores {what} after a start in a subfolder{but}"

    def as_json(self) -> dict[str, object]:
        """Return it in the shape that programs rely on."""
        return {
            "platform": self.adapter.id,
            "place": self.place,
            "kinds": list(self.kinds),
            "known": self.is_known,
            "packages": list(self.packages),
        }


def gaps_below(deployment: Planned) -> list[StartFolderGap]:
    """Return what is placed and does not hold in subfolders, or is not known to, by platform and place."""
    found: dict[tuple[str, str, bool], set[str]] = {}
    for id, placement, reach in _below_nothing(deployment):
        found.setdefault((id, _place_of(placement), reach == START), set()).add(placement.cell)
    adapters = {adapter.id: adapter for adapter in deployment.adapters}
    return [
        StartFolderGap(adapters[id], place, tuple(sorted(kinds)), is_known, tuple(_having(deployment, id, kinds)))
        for (id, place, is_known), kinds in sorted(found.items())
    ]


def gaps_of_artifact(artifact: str, deployment: Planned) -> list[StartFolderGap]:
    """Return where one artifact, by the name that people know, does not hold in subfolders."""
    adapters = {adapter.id: adapter for adapter in deployment.adapters}
    found = {
        (id, _place_of(placement), reach == START, placement.cell)
        for id, placement, reach in _below_nothing(deployment)
        if artifact in (placement.artifact.named, placement.artifact.key)
    }
    return [
        StartFolderGap(adapters[id], place, (cell,), is_known, tuple(_having(deployment, id, {cell}, artifact)))
        for id, place, is_known, cell in sorted(found)
    ]


def _below_nothing(deployment: Planned) -> Iterator[tuple[str, Placement, str]]:
    """Yield platform, placement and reach of all that is delivered and not known to hold in subfolders."""
    if deployment.workspace.scope != "project":
        return
    placements = deployment.placed.placements
    platforms = {platform.id: platform for platform in deployment.placed.platforms}
    lost = {(each.artifact, each.platform) for each in deployment.deliveries if each.level == "unsupported"}
    context = RenderContext(deployment.catalog, platforms, placements.placements)
    known: dict[tuple[str, str, str], str] = {}  # artifacts lie together: most placements are of few places
    for placement in placements.placements:
        artifact = placement.artifact
        if artifact.kind == "instructions" and artifact.id != "instructions":
            continue
        for id in placement.platforms:
            key = id, placement.cell, placement.spot.key
            if key not in known:
                from aiwg.placement.packages import reach_at

                known[key] = reach_at(platforms[id], placement, placements, context.path_of(placement))
            if known[key] != BELOW and (artifact.named, id) not in lost:
                yield id, placement, known[key]


def _place_of(placement: Placement) -> str:
    """Return the file of a place, or the folder that its artifacts lie in."""
    fixed, variable, _ = placement.spot.path.partition("{")
    return f"{fixed.rpartition('/')[0]}/" if variable else fixed


def _having(deployment: Planned, id: str, kinds: set[str], artifact: str = "") -> Iterator[str]:
    """Yield the packages in which a platform finds all of these kinds, or one artifact, themselves."""
    for package in deployment.rendered.packages:
        if kinds <= _kinds_in(package, id, artifact):
            yield package.folder


def _kinds_in(package: DeployedPackage, id: str, artifact: str) -> set[str]:
    return {
        each.cell
        for each in package.placements
        if id in each.platforms and artifact in ("", each.artifact.named, each.artifact.key)
    }


def _listed(folders: tuple[str, ...]) -> str:
    return listed([shown(folder) for folder in folders])


def package_lines(deployment: Planned) -> Iterator[str]:
    """Yield what is written into packages, in a line for those with as many files for the same platforms."""
    groups: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    names = {adapter.id: adapter.name for adapter in deployment.adapters}
    for package in deployment.rendered.packages:
        key = len(package.outputs), tuple(names[id] for id in sorted(package.platforms) if id in names)
        groups.setdefault(key, []).append(package.folder)
    for (count, platforms), folders in groups.items():
        if count:
            each = " each" if len(folders) > 1 else ""
            files = "1 file" if count == 1 else f"{count} files"
            yield f"{_listed(tuple(folders))}: {files}{each} for {listed(platforms)}"


def unnamed_packages(deployment: Planned) -> list[str]:
    """Return how to name the packages that a project seems to hold, while aiwg.yaml names none."""
    workspace = deployment.workspace
    if workspace.config.packages:
        return []
    from aiwg.decisions.packages import PACKAGES

    usual = [each for each in PACKAGES if (workspace.project / each).is_dir()]
    globs = ", ".join(f"{each}/*" for each in usual)
    return [f"to cover the packages here, name them in aiwg.yaml: packages: [{globs}]"] if usual else []
