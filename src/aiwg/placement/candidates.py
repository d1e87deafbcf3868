"""Which places come into question for one group of artifacts, and who sees each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from aiwg.core.dataclass import dataclass, field, replace
from aiwg.placement.groups import Group, fallback_cell, is_native, readers_of
from aiwg.placement.loss import (
    NO_LOSS,
    PERHAPS,
    WORDED,
    carried_loss,
    dialect_loss,
    is_fallback_file,
    loses_nothing,
)
from aiwg.placement.readers import Candidate, PlatformReader, Visibility
from aiwg.placement.resolve import Location, Platform, ResolvedWrite
from aiwg.placement.user_files import UserFiles
from aiwg.placement.visibility import (
    ViewContext,
    bridges_of,
    file_hidden_by,
    is_apart,
    is_hidden_by,
    is_on,
    may_see,
    reads_itself,
    sights_of,
    ways_to,
)


@dataclass(frozen=True, slots=True)
class Bridge:
    """A file that only includes another, for one platform. `apart`: it includes one of ours instead."""

    platform: Platform
    write: ResolvedWrite
    folder: str = ""
    apart: bool = False

    @property
    def path(self) -> str:
        """Return where it lies."""
        return self._in_folder(self.write.spot.path)

    @property
    def target(self) -> str:
        """Return the path that the platform loads through it, or would."""
        return self._in_folder(self.write.imports or "")

    @property
    def included(self) -> str:
        """Return the path that it includes: the target, or a file of ours that holds our part of it."""
        return self._in_folder(self.write.apart or "") if self.apart else self.target

    def _in_folder(self, path: str) -> str:
        return f"{self.folder}/{path}" if self.folder else path


@dataclass(slots=True)
class Options:
    """The candidates of a group; for each the writers in whose dialect it can be rendered, and bridges.

    `hiding` are the places that are no candidates, with the file that each would hide, and the platform's name.
    """

    candidates: list[Candidate] = field(default_factory=list)
    spots: dict[str, tuple[str, Location]] = field(default_factory=dict)
    writers: dict[str, list[Platform]] = field(default_factory=dict)
    bridges: dict[tuple[str, str], Bridge] = field(default_factory=dict)
    hiding: dict[str, tuple[str, str]] = field(default_factory=dict)


def offers_for(
    group: Group,
    platforms: Sequence[Platform],
    standing: UserFiles,
    others: Sequence[Platform] = (),
    taken: Collection[str] = (),
) -> Options:
    """Return the candidates that the platforms of a group may be served from.

    `standing` are the files of the user's own: where a platform loads only the first file of a group, a stronger one
    of theirs hides ours; one that includes a place makes a bridge to it needless. `others` are deployed to, too, and
    should not get the group. `taken` are the places of other groups: one that would hide such a place is no candidate.
    """
    offers = Options()
    view = ViewContext(group.folder, standing)
    for platform in platforms:
        for cell, write in _writes(platform, group):
            key = write.imports or write.spot.key
            offers.spots.setdefault(key, (cell, _spot_named(platforms, cell, key) if write.imports else write.spot))
            if not write.imports:
                offers.writers.setdefault(key, []).append(platform)
                continue
            offers.writers.setdefault(key, [])
            if not _is_led_to(platform, key, view):
                apart = is_apart(platform, write, view)
                offers.bridges[platform.id, key] = Bridge(platform, write, group.folder, apart)
    costs = {key: _files(key, offers) for key in offers.spots}
    _bridge_to_carriers(platforms, view, offers)
    ranking = [each for each in (*platforms, *others) if taken and any(b.ranked for b in each.cells.values())]
    for key, (cell, spot) in sorted(offers.spots.items()):
        if view.standing.get(view.at(spot.file)) is None and _would_hide(key, cell, ranking, taken, offers):
            continue
        offered_by = frozenset(platform.id for platform in offers.writers[key])
        if cell == "instructions":
            offered_by |= {each.id for each in platforms if key in bridges_of(each, bool(group.folder))}
        sights = dict(_sights(key, cell, group, platforms, view, offers, taken))
        if cell == group.cell:
            sights = _with_losses(key, group, platforms, sights, offers)
        heard = frozenset(reader.platform for reader, _ in _sights(key, cell, group, others, view, offers, taken))
        if sights:
            offers.candidates.append(Candidate(key, sights, costs[key], spot.is_open, spot.order, heard, offered_by))
    return offers


def _would_hide(key: str, cell: str, platforms: Iterable[Platform], taken: Collection[str], offers: Options) -> bool:
    """Say whether a new place would hide one taken from a platform, and note which from whom."""
    if key in taken:
        return False
    for platform in platforms:
        file = file_hidden_by(platform, cell, key, taken)
        if file:
            offers.hiding[key] = (file, platform.adapter.name)
            return True
    return False


def _files(key: str, offers: Options) -> int:
    """Return how many files a place costs, with those that include it."""
    bridges = [bridge for (_, path), bridge in offers.bridges.items() if path == key]
    return 1 + len(bridges) + sum(bridge.apart for bridge in bridges)


def _bridge_to_carriers(platforms: Iterable[Platform], view: ViewContext, offers: Options) -> None:
    """Add the bridges to places that others offer, for platforms that load such a place only through an include.

    A rule that the instructions carry for others counts as loaded by them, too, so the include has to be there even
    where the source has no instructions. It costs nothing more where it has: then it is there for them.
    """
    for platform in platforms:
        for key, write in bridges_of(platform, bool(view.folder)).items():
            if offers.spots.get(key, ("",))[0] != "instructions" or (platform.id, key) in offers.bridges:
                continue
            # an include that was written stays: a file of one person's must not make it come and go in a shared project
            is_there = view.at(write.spot.path) in view.standing.bridges
            if (is_there or not reads_itself(platform, key, view)) and not _is_led_to(platform, key, view):
                apart = is_apart(platform, write, view)
                offers.bridges[platform.id, key] = Bridge(platform, write, view.folder, apart)


def _is_led_to(platform: Platform, key: str, view: ViewContext) -> bool:
    """Say whether files of the user lead every implementation of a platform to a place: it needs no bridge then."""
    return all(any(True for _ in ways_to(platform, each, key, view)) for each in platform.adapter.surfaces)


def _with_losses(
    key: str,
    group: Group,
    platforms: Iterable[Platform],
    sights: Mapping[PlatformReader, Visibility],
    offers: Options,
) -> dict[PlatformReader, Visibility]:
    """Return how readers see a place of the artifacts' own kind, with what each loses of its own words there.

    Of several platforms that it may be written for, the one comes first in whose words the readers lose least.
    """
    seeing = {reader.platform for reader in sights}
    readers = [platform for platform in platforms if platform.id in seeing]
    lost: dict[str, int] = {}
    if group.cell in WORDED:
        writers = offers.writers[key]
        found = [
            [dialect_loss(group.kind, group.variant, key, group.cell, each, writer) for each in readers]
            for writer in writers
        ]
        least = min(range(len(found)), key=lambda number: (sorted(found[number], reverse=True), number), default=0)
        if least:
            writers.insert(0, writers.pop(least))
        lost = dict(zip((each.id for each in readers), found[least], strict=True)) if found else {}
    for platform in readers:
        if is_fallback_file(platform, key, group.cell):
            lost[platform.id] = max(lost.get(platform.id, NO_LOSS), PERHAPS)
    return {
        reader: replace(sight, loss=loss) if (loss := lost.get(reader.platform)) else sight
        for reader, sight in sights.items()
    }


def _writes(platform: Platform, group: Group) -> Iterator[tuple[str, ResolvedWrite]]:
    native = platform.cells.get(group.cell) if is_native(platform, group) else None
    covered: set[str] = set()
    for write in native.writes if native else ():
        if write.nested_only and not group.folder:
            continue
        if write.imports and write not in bridges_of(platform, bool(group.folder)).values():
            continue
        if group.folder and write.spot.path.startswith("~"):
            continue
        yield group.cell, write
        covered.update(surface for surface in platform.adapter.surfaces if is_on(write.spot, surface))
    missing = {reader.surface for reader in readers_of(platform, group)} - covered
    carrier = fallback_cell(platform, group)
    if not carrier or carrier not in platform.cells:
        return
    keeps_all = bool(native) and loses_nothing(group.kind, group.variant, carrier)
    for write in platform.cells[carrier].writes:
        if not write.nested_only and (missing or (keeps_all and not write.imports)):
            yield carrier, write


def _spot_named(platforms: Iterable[Platform], cell: str, key: str) -> Location:
    for platform in platforms:
        for spot in platform.cells[cell].reads if cell in platform.cells else ():
            if spot.key == key:
                return spot
    return Location(key, key, None)


def _sights(
    key: str,
    cell: str,
    group: Group,
    platforms: Sequence[Platform],
    view: ViewContext,
    offers: Options,
    taken: Collection[str],
) -> Iterator[tuple[PlatformReader, Visibility]]:
    """Yield how the readers of some platforms see a place; not those for which a place of another group hides it."""
    bridges = [bridge.write.spot.path for (_, path), bridge in offers.bridges.items() if path == key]
    carried = cell != group.cell
    for platform in platforms:
        if not may_see(platform, key, cell, view):
            continue
        for reader, sight in sights_of(platform, key, cell, carried, bridges, view):
            if not is_hidden_by(platform, cell, key, reader.surface, taken):
                loss = carried_loss(group.kind, group.variant, cell, platform) if carried else NO_LOSS
                yield reader, replace(sight, loss=loss) if loss else sight
