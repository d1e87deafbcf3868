"""How each reader sees a place: certainly, perhaps, again through what includes it, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from aiwg.adapter.model import Cell, Place
from aiwg.core.dataclass import dataclass
from aiwg.loading.precedence import comes_before, dedup_of_copies, is_read_by, needs_no_more
from aiwg.loading.reach import START, reach_of
from aiwg.placement.readers import PlatformReader, Visibility
from aiwg.placement.resolve import OTHER, SAME, Location, Platform, ResolvedCell, ResolvedWrite, covers
from aiwg.placement.user_files import UserFile, UserFiles, texts_beside


@dataclass(frozen=True, slots=True)
class ViewContext:
    """What sights depend on beside the place: the folder that instructions are for, and what stands already."""

    folder: str
    standing: UserFiles

    def at(self, path: str) -> str:
        """Return where a path of an adapter lies for this folder."""
        return f"{self.folder}/{path}" if self.folder else path


@dataclass(frozen=True, slots=True)
class IncludePath:
    """A file of the user's through which a reader loads a place: it includes it, or is a link to it."""

    spot: Location
    path: str
    is_link: bool


def reader_of(platform: Platform, surface: str) -> PlatformReader:
    """Return one implementation of a platform as a reader."""
    return PlatformReader(platform.id, surface, surface == platform.adapter.surfaces[0])


def is_on(spot: Location, surface: str) -> bool:
    """Say whether an implementation reads a place."""
    return spot.place is None or is_read_by(spot.place, surface)


def bridges_of(platform: Platform, nested: bool) -> dict[str, ResolvedWrite]:
    """Return the writes of the platform's instructions that only include another path, by that path."""
    bound = platform.cells.get("instructions")
    return {
        write.imports: write
        for write in (bound.writes if bound else ())
        if write.imports and write.nested_only == nested
    }


def sights_of(
    platform: Platform, key: str, cell: str, degraded: bool, bridges: Iterable[str], view: ViewContext
) -> Iterator[tuple[PlatformReader, Visibility]]:
    """Yield how each surface of a platform sees a place; nothing for one that does not.

    `bridges` are the files that will include the place for other platforms.
    """
    bound = platform.cells.get(cell)
    if bound is None:
        return
    own = cell == "instructions" and key in bound.included and bridges_of(platform, bool(view.folder)).get(key)
    for surface in platform.adapter.surfaces:
        ways = list(ways_to(platform, surface, key, view)) if cell == "instructions" else []
        if own:
            below = _holds_below(platform, cell, own.spot)
            sight = Visibility(cell, True, degraded, "none", through=_paths(ways), below=below)
            yield reader_of(platform, surface), sight
            continue
        spot, match = _spot_for(key, bound, surface)
        if spot is None or spot.place is None or not _is_loaded(spot, bound, surface, view):
            spot = ways[0].spot if ways else None
            direct = False
        else:
            direct = not (ways and spot.place.ensure)  # a setting that is not needed is not written
            ways = [way for way in ways if not _drops(way, spot, bound.cell.dedup, direct)]
        if spot is None or spot.place is None or (view.folder and not spot.place.nested):
            continue
        dedup = dedup_of_copies(bound.cell, match != OTHER)
        if direct and ways and all(way.is_link and is_doubted_link(way.spot, bound.cell) for way in ways):
            dedup = "unknown"  # it loads the same file again only if it follows links
        again = len(ways) - (0 if direct else 1)
        again += sum(any(follows(platform, each, surface, path, view) for each in bound.reads) for path in bridges)
        sight = Visibility(
            cell, is_certain(spot, bound.reads), degraded, dedup, spot.place.group if direct else None,
            spot.place.rank, again, _paths(ways), below=_holds_below(platform, cell, spot),
        )  # fmt: skip
        yield reader_of(platform, surface), sight


def _holds_below(platform: Platform, cell: str, spot: Location) -> bool:
    """Say whether what lies in a place is not known to be left out when the platform is started in a subfolder."""
    return spot.place is None or reach_of(platform.adapter, cell, spot.place) != START


def places_at(platform: Platform, cell: str, spot: Location) -> Iterator[Place]:
    """Yield the places of a platform that a location is, or lies in, as the platform itself describes them."""
    bound = platform.cells.get(cell)
    if bound is not None:
        same = bound.by_key.get(spot.key, ()) or [each for each in bound.wide if covers(each.path, spot.key)]
        yield from (each.place for each in same if each.place is not None)


def _spot_for(key: str, bound: ResolvedCell, surface: str) -> tuple[Location | None, str]:
    """Return the place of a reader that a place to write is, or lies in, and how far they are the same."""
    for spot in bound.by_key.get(key, ()):
        if is_on(spot, surface):
            return spot, SAME
    for spot in bound.wide:
        if is_on(spot, surface) and (match := covers(spot.path, key)):
            return spot, match
    return None, ""


def _paths(ways: Sequence[IncludePath]) -> tuple[str, ...]:
    return tuple(way.path for way in ways)


def ways_to(platform: Platform, surface: str, key: str, view: ViewContext) -> Iterator[IncludePath]:
    """Yield the user's own files through which a reader loads a place."""
    bound = platform.cells.get("instructions")
    target = view.at(key)
    for spot in bound.reads if bound else ():
        file = view.standing.get(view.at(spot.path))
        if bound is None or file is None or not is_on(spot, surface) or spot.place is None:
            continue
        is_link = file.link == target and not is_refused_link(spot, bound.cell, view)
        if not is_link and not file.includes_within(target, _hops(platform, spot)):
            continue
        if not (view.folder and not spot.place.nested) and not is_hidden(spot, bound, surface, view):
            yield IncludePath(spot, file.path, is_link)


def _is_loaded(spot: Location, bound: ResolvedCell, surface: str, view: ViewContext) -> bool:
    """Say whether a reader loads a place itself: no stronger file hides it, and no link that is not followed."""
    return not is_hidden(spot, bound, surface, view) and not is_refused_link(spot, bound.cell, view)


def is_refused_link(spot: Location, cell: Cell, view: ViewContext) -> bool:
    """Say whether a file of the user's is a link, and its platform follows none."""
    file = view.standing.get(view.at(spot.path))
    from aiwg.loading.links import is_followed

    return file is not None and file.is_link and not is_followed(cell, "file")


def is_doubted_link(spot: Location, cell: Cell) -> bool:
    """Say whether it is unknown if a platform follows a link at a place."""
    from aiwg.loading.links import UNKNOWN, way_of

    return spot.place is not None and way_of(cell, spot.place) == UNKNOWN


def _drops(way: IncludePath, spot: Location, dedup: str, direct: bool) -> bool:
    """Say whether a reader that loads a place itself does not load it through a file of the user's once more."""
    if not direct or way.spot.place is None or spot.place is None:
        return False
    if way.is_link and dedup in ("bytes", "realpath", "name"):
        return True
    return comes_before(spot.place, way.spot.place)


def follows(platform: Platform, spot: Location, surface: str, path: str, view: ViewContext) -> bool:
    """Say whether a reader loads a file that includes a place for others, and what that file includes."""
    if view.at(spot.path) != view.at(path) or spot.place is None or not is_on(spot, surface):
        return False
    return _hops(platform, spot) > 0 and bool(spot.place.nested or not view.folder)


def _hops(platform: Platform, spot: Location) -> int:
    """Return how many files deep a platform follows includes in one of its instruction files: 0 where it does not."""
    cell = platform.adapter.cells.get("instructions")
    from aiwg.loading.include_syntax import syntax_of

    way = syntax_of(platform.adapter, cell, spot.place) if cell is not None and spot.place is not None else None
    return way.hops if way is not None else 0


def is_certain(spot: Location, reads: Iterable[Location]) -> bool:
    """Say whether a place loads whenever the platform's own ones do."""
    return spot.place is None or needs_no_more(spot.place, (each.place for each in reads if each.place is not None))


def is_hidden(spot: Location, bound: ResolvedCell, surface: str, view: ViewContext) -> bool:
    """Say whether a stronger file of the user's own hides this place."""
    return hider_of(spot, bound, surface, view) is not None


def hider_of(spot: Location, bound: ResolvedCell, surface: str, view: ViewContext) -> str | None:
    """Return the stronger file of the user's own that hides a place, or None."""
    place = spot.place
    if place is None or place.group is None:
        return None
    return next(
        (
            view.at(other.path)
            for other in bound.reads
            if other.place is not None
            and comes_before(other.place, place)
            and _hides(view.standing.get(view.at(other.path)), other.place, bound.cell)
            and is_on(other, surface)
        ),
        None,
    )


def _hides(file: UserFile | None, place: Place, cell: Cell) -> bool:
    """Say whether a file of the user's hides weaker ones: a blank one does not where it is passed over."""
    if file is None or not file.is_blank:
        return file is not None
    return bool(place.settings.get("blank", cell.get("blank")) != "passed-over")


def reads_itself(platform: Platform, key: str, view: ViewContext) -> bool:
    """Say whether every implementation of a platform reads a place of instructions without an include."""
    bound = platform.cells.get("instructions")
    spots = (
        [spot for spot in bound.by_key.get(key, ()) if not view.folder or (spot.place and spot.place.nested)]
        if bound
        else []
    )
    return bound is not None and all(
        any(is_on(spot, surface) and _is_loaded(spot, bound, surface, view) for spot in spots)
        for surface in platform.adapter.surfaces
    )


def may_see(platform: Platform, key: str, cell: str, view: ViewContext) -> bool:
    """Say whether a platform can see a place at all: `sights_of` yields nothing where it cannot."""
    bound = platform.cells.get(cell)
    if bound is None:
        return False
    if key in bound.by_key or bound.wide or key in bound.included:
        return True
    return cell == "instructions" and bool(view.standing.files)


def hides(platform: Platform, cell: str, key: str, taken: Collection[str]) -> bool:
    """Say whether a place would hide one of those taken, where a platform loads only the first of some files."""
    return file_hidden_by(platform, cell, key, taken) is not None


def file_hidden_by(platform: Platform, cell: str, key: str, taken: Collection[str]) -> str | None:
    """Return the file of a place taken that another place would hide from a platform; None where it hides none."""
    around = _alternatives(platform, cell, key, taken)
    return next((spot.file for one, other, spot in around if comes_before(one, other)), None)


def is_hidden_by(platform: Platform, cell: str, key: str, surface: str, taken: Collection[str]) -> bool:
    """Say whether one of the places taken hides a place from an implementation of a platform."""
    return any(
        comes_before(other, one) and is_on(spot, surface)
        for one, other, spot in _alternatives(platform, cell, key, taken)
    )


def _alternatives(
    platform: Platform, cell: str, key: str, taken: Collection[str]
) -> Iterator[tuple[Place, Place, Location]]:
    """Yield a place with each one taken of which the platform loads only the first that exists."""
    bound = platform.cells.get(cell)
    if bound is None or key not in bound.ranked:
        return
    for place in [spot.place for spot in bound.by_key[key] if spot.place and spot.place.group is not None]:
        for other in bound.ranked.intersection(taken):
            for spot in bound.by_key[other]:
                if spot.place is not None:
                    yield place, spot.place, spot


def is_apart(platform: Platform, write: ResolvedWrite, view: ViewContext) -> bool:
    """Say whether a platform gets our text from a file of ours, as the user keeps other text for others.

    So it is where the file to include holds text of the user's, and the platform reads another one that holds some:
    until now it did not load the first.
    """
    target = view.at(write.imports or "")
    here = view.standing.get(target)
    bound = platform.cells.get("instructions")
    if bound is None or write.apart is None or here is None or not here.has_text:
        return False
    spot = next((spot for spot in bound.reads if spot.key == write.spot.key), None)
    place = spot.place if spot is not None else None
    if spot is None or place is None or place.group is None:
        return False
    beside = (
        view.at(other.path)
        for other in bound.reads
        if other.place is not None and other.place.group == place.group and not comes_before(place, other.place)
    )
    return any(True for _ in texts_beside(beside, target, view.standing, _hops(platform, spot)))
