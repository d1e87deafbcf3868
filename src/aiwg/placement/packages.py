"""What a package needs of its own: each artifact that a platform loads in its start folder alone, put there once more.

A platform that is started in a package finds some places of the project above it, and others not: `loading.reach` says
which. What it would miss goes to the same place in the package, or, where others that find it above would load that as
a second copy, to a place of the platform's own. A copy that somebody loads twice all the same is better than nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from aiwg.adapter.model import Place
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.loading.precedence import comes_before, dedup_of_copies
from aiwg.loading.reach import BELOW, START, reach_of
from aiwg.placement.place import Placement, Placements
from aiwg.placement.resolve import Location, Platform
from aiwg.placement.visibility import is_certain, is_on, places_at

_ONCE_IS_ENOUGH = frozenset(kind.cell for kind in KINDS.values() if kind.key_form == "grants")
"""Kinds of which a second copy says nothing more."""

_Spot = tuple[str, Location, Platform, tuple[str, ...]]
"""The kind of place, where it lies, in whose dialect it is written, and for whom."""


@dataclass(frozen=True, slots=True)
class LoadedAgain:
    """A platform that loads an artifact a second time because of a copy in a package.

    `at_top`: when it is started at the project's folder and works in the package, else when it is started there.
    """

    artifact: str
    platform: str
    for_platforms: tuple[str, ...]
    at_top: bool


@dataclass(slots=True)
class PackagePlacements:
    """What goes into each package: placements as if it were a project, and who loads something twice."""

    placements: list[Placement] = field(default_factory=list)
    again: list[LoadedAgain] = field(default_factory=list)


def reach_at(platform: Platform, placement: Placement, found: Placements, path: str) -> str:
    """Return where what is placed holds for a platform: BELOW, START, or UNKNOWN (see `loading.reach`)."""
    bridge = found.bridges.get((platform.id, path))
    places = [bridge.write.spot.place] if bridge else list(_on_main(platform, placement.cell, placement.spot))
    reaches = {reach_of(platform.adapter, placement.cell, place) for place in places if place is not None}
    return next((each for each in (BELOW, START) if each in reaches), next(iter(reaches), BELOW))


def place_in_packages(
    found: Placements, platforms: Sequence[Platform], path_of: Callable[[Placement], str]
) -> PackagePlacements:
    """Return what has to lie in a package, too; it is the same for all packages of a project.

    `path_of` gives the path of a placement in the project.
    """
    result = PackagePlacements()
    around = _Around(found, {platform.id: platform for platform in platforms})
    known: dict[object, tuple[list[_Spot], list[tuple[str, tuple[str, ...], bool]]]] = {}
    for placement in found.placements:
        artifact = placement.artifact
        if artifact.kind == "instructions" and artifact.id != "instructions":
            continue  # the text of a folder lies there already
        lacking = tuple(id for id in placement.platforms if around.lacks(id, placement, path_of(placement)))
        if not lacking:
            continue
        getting = around.getting(artifact)
        key = (placement.cell, placement.spot.key, placement.writer.id, lacking, getting)
        if key not in known:
            spots = list(around.spots(placement, lacking, getting))
            known[key] = spots, [each for spot in spots for each in around.again(spot, getting)]
        spots, again = known[key]
        result.placements += [
            replace(placement, cell=cell, spot=spot, writer=writer, platforms=ids) for cell, spot, writer, ids in spots
        ]
        result.again += [LoadedAgain(artifact.named, *each) for each in again]
    return result


def _on_main(platform: Platform, cell: str, spot: Location) -> Iterator[Place]:
    """Yield the places of a platform at a location that its main implementation reads; else those of the others."""
    places = list(places_at(platform, cell, spot))
    main = [each for each in places if not each.surfaces or platform.adapter.surfaces[0] in each.surfaces]
    yield from main or places


class _Around:
    """The platforms of a deploy and what they get from the project's folder."""

    def __init__(self, found: Placements, platforms: dict[str, Platform]) -> None:
        self.found, self.platforms = found, platforms
        self._getting: dict[str, set[str]] = {}
        for placement in found.placements:
            self._getting.setdefault(placement.artifact.key, set()).update(placement.platforms)

    def getting(self, artifact: Artifact) -> frozenset[str]:
        """Return the platforms that get an artifact."""
        return frozenset(self._getting[artifact.key])

    def lacks(self, id: str, placement: Placement, path: str) -> bool:
        """Say whether a platform misses what is placed when it is started in a package.

        Where it is not known, a copy goes there if a second one does no harm.
        """
        platform = self.platforms[id]
        reach = reach_at(platform, placement, self.found, path)
        if reach in (BELOW, START):
            return reach == START
        return self._takes_once(platform, placement.cell, placement.spot)

    def _takes_once(self, platform: Platform, cell: str, spot: Location) -> bool:
        if cell in _ONCE_IS_ENOUGH:
            return True
        dedup = dedup_of_copies(platform.cells[cell].cell, has_same_id=True)
        return dedup == "name" or (dedup == "bytes" and spot.has_own_file and spot.selector is None)

    def spots(self, placement: Placement, lacking: tuple[str, ...], getting: frozenset[str]) -> Iterator[_Spot]:
        """Yield where an artifact goes for the platforms that miss it: one place for all, or one for each."""
        shared = (placement.cell, placement.spot, placement.writer, lacking)
        if not any(True for _ in self.again(shared, getting)):
            yield shared
            return
        left = []
        for id in lacking:
            own = next((each for each in self._own(id, placement) if not any(self.again(each, getting))), None)
            if own is None:
                left.append(id)
            else:
                yield own
        if left:
            yield (*shared[:3], tuple(left))

    def _own(self, id: str, placement: Placement) -> Iterator[_Spot]:
        """Yield the other places of a platform where it may be written for it alone."""
        platform = self.platforms[id]
        for write in platform.cells[placement.cell].writes:
            same = write.imports or write.spot.key == placement.spot.key
            if not same and not write.nested_only and placement.pointer_to is None:
                yield placement.cell, write.spot, platform, (id,)

    def again(self, spot: _Spot, getting: frozenset[str]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        """Yield who would load a copy in a package as a second one, for whom it is, and whether from the top."""
        cell, location, _, ids = spot
        for id in sorted(getting):
            platform = self.platforms[id]
            places = [
                each for each in self._read(platform, cell, location) if not self._is_hidden(platform, cell, each)
            ]
            if not places or self._takes_once(platform, cell, location):
                continue
            if id not in ids:
                yield id, ids, False
            elif any(place.nested in ("down", "both") for place in places):
                yield id, ids, True

    def _read(self, platform: Platform, cell: str, location: Location) -> list[Place]:
        """Return the places of a platform that a location is and that it surely reads."""
        bound = platform.cells.get(cell)
        if bound is None:
            return []
        sure = [
            spot.place
            for spot in bound.reads
            if spot.place is not None and is_on(spot, platform.adapter.surfaces[0]) and is_certain(spot, bound.reads)
        ]
        return [place for place in places_at(platform, cell, location) if place in sure]

    def _is_hidden(self, platform: Platform, cell: str, place: Place) -> bool:
        """Say whether a stronger file at the top, of which one counts in the whole tree, hides a place."""
        if place.group is None or place.per != "tree":
            return False
        taken = {*self.found.taken, *(bridge.path for bridge in self.found.bridges.values())}
        return any(
            spot.place is not None and spot.key in taken and comes_before(spot.place, place)
            for spot in platform.cells[cell].reads
        )
