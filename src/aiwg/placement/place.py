"""From a catalog and the platforms to serve, to placements: a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.artifact.model import Artifact, Catalog
from aiwg.dataclass import dataclass, field
from aiwg.placement.cache import Choice, PlacementCache
from aiwg.placement.candidates import Bridge, Group, Options, offers_for, readers_of
from aiwg.placement.coverage import shortfalls_of
from aiwg.placement.pointers import pointers_for, pointing
from aiwg.placement.resolve import Location, Platform
from aiwg.placement.search import Candidate, best
from aiwg.placement.user_files import NO_USER_FILES, UserFiles
from aiwg.placement.visibility import bridges_of


@dataclass(frozen=True, slots=True)
class Placement:
    """Which place carries an artifact, in which platform's dialect, and who loads it there.

    `cell` is the kind of place: another than the artifact's own when it is carried. `pointers` are
    platforms that get a line pointing to the file instead of the text.
    """

    artifact: Artifact
    cell: str
    spot: Location
    writer: Platform
    platforms: tuple[str, ...]
    pointer_to: Location | None = None

    @property
    def is_carried(self) -> bool:
        """Say whether another kind carries the artifact."""
        return self.artifact.kind != KIND_OF_CELL[self.cell]


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """A platform that does not load a group exactly once: what happens and, if known, how to solve it."""

    artifact: Artifact
    platform: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnintendedReader:
    """A platform that loads an artifact which is not for it, from a place that others need."""

    artifact: Artifact
    platform: str
    place: str


@dataclass(slots=True)
class Placements:
    """Everything `place` decided.

    `chosen` is what the manifest remembers, for stability; `taken` are all its places. `bridges` are by platform and
    target; `through` are the files of the user's own that make a bridge or a setting needless, by platform and target.
    """

    placements: list[Placement] = field(default_factory=list)
    bridges: dict[tuple[str, str], Bridge] = field(default_factory=dict)
    through: dict[tuple[str, str], str] = field(default_factory=dict)
    shortfalls: list[CoverageGap] = field(default_factory=list)
    overheard: list[UnintendedReader] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def place(
    catalog: Catalog,
    platforms: Sequence[Platform],
    standing: UserFiles = NO_USER_FILES,
    recorded: Mapping[str, Sequence[str]] | None = None,
    cache: PlacementCache | None = None,
) -> Placements:
    """Return where each artifact goes so that each platform loads it exactly once, or why it cannot.

    `standing` are the files of the user's own that may hide ours, or bring them along; `recorded` is an earlier
    result's `chosen`; `cache` knows what was chosen before in the same situation.
    """
    result = Placements()
    ordered = sorted(platforms, key=lambda platform: platform.id)
    cache = cache or PlacementCache()
    cache.begin(ordered, standing)
    # instructions first: where they lie decides which of the files that hide each other the rest may lie in
    groups = sorted(_groups(catalog, ordered).items(), key=lambda item: (item[0].kind != "instructions", item[0].name))
    for group, artifacts in groups:
        _place_group(group, artifacts, ordered, standing, recorded or {}, result, cache)
    result.overheard = [each for each in result.overheard if _is_heard(each, ordered, result)]
    return result


def _groups(catalog: Catalog, platforms: Sequence[Platform]) -> dict[Group, list[Artifact]]:
    groups: dict[Group, list[Artifact]] = {}
    everywhere = frozenset(platform.id for platform in platforms)
    for artifact in catalog:
        wanted = everywhere
        if artifact.include or artifact.exclude:
            wanted = frozenset(platform.id for platform in platforms if artifact.wants(platform.adapter.names))
        variant = str(artifact.fields.get("activation", "")) if artifact.kind == "rule" else ""
        folder = artifact.id if artifact.kind == "instructions" and artifact.id != "instructions" else ""
        groups.setdefault(Group(artifact.kind, variant, wanted, folder), []).append(artifact)
    return groups


def _place_group(
    group: Group,
    artifacts: list[Artifact],
    platforms: Sequence[Platform],
    standing: UserFiles,
    recorded: Mapping[str, Sequence[str]],
    result: Placements,
    cache: PlacementCache,
) -> None:
    wanted = [platform for platform in platforms if platform.id in group.wanted]
    others = [platform for platform in platforms if platform.id not in group.wanted]
    apart = pointing(group, wanted)
    served = [platform for platform in wanted if platform not in apart]
    kept = frozenset(recorded.get(group.name, ()))

    def choose() -> Choice:
        offers = offers_for(group, served, standing, others, result.taken)
        readers = [reader for platform in served for reader in readers_of(platform, group)]
        chosen = best(readers, offers.candidates, kept)
        return Choice(offers, chosen, shortfalls_of(group, served, chosen, offers, standing))

    choice = cache.choice(group, kept, frozenset(result.taken), choose)
    offers, chosen, short = choice.offers, choice.chosen, choice.shortfalls
    if chosen:
        result.chosen[group.name] = sorted(
            {*result.chosen.get(group.name, ()), *(candidate.key for candidate in chosen)}
        )
    places = _places(chosen, offers, served)
    for candidate in chosen:
        _add_ways(group.folder, candidate, offers, served, result)
        result.taken.add(candidate.key)
    for artifact in artifacts:
        result.placements += [Placement(artifact, *each) for each in places]
        result.shortfalls += [CoverageGap(artifact, *each) for each in short]
        result.overheard += [
            UnintendedReader(artifact, platform, candidate.key)
            for candidate in chosen
            for platform in sorted(candidate.heard_by)
        ]
    if apart:
        native = [placement for placement in result.placements if placement.artifact is artifacts[0]]
        _add_pointers(artifacts, apart, native, standing, others, result)


def _places(
    chosen: Sequence[Candidate], offers: Options, platforms: Sequence[Platform]
) -> list[tuple[str, Location, Platform, tuple[str, ...]]]:
    """Return cell, spot, writer and the platforms served of each place chosen for a group."""
    places = []
    for candidate in chosen:
        cell, spot = offers.spots[candidate.key]
        writer = next(iter(offers.writers[candidate.key]), None) or next(
            platform for platform in platforms if platform.id in candidate.platforms
        )
        served = tuple(sorted(id for id in candidate.platforms if _relies_on(id, candidate, chosen)))
        places.append((cell, spot, writer, served))
    return places


def _relies_on(platform: str, candidate: Candidate, chosen: Iterable[Candidate]) -> bool:
    """Say whether a platform is served by a place: not where it may see it, but surely sees another."""

    def sure(each: Candidate) -> bool:
        return any(sight.certain for reader, sight in each.sights.items() if reader.platform == platform)

    return sure(candidate) or not any(sure(other) for other in chosen if other is not candidate)


def _add_ways(
    folder: str, candidate: Candidate, offers: Options, platforms: Sequence[Platform], result: Placements
) -> None:
    """Note how platforms that do not read a place by themselves load it: by a bridge, or by a file of the user's."""
    target = f"{folder}/{candidate.key}" if folder else candidate.key
    for platform in platforms:
        bridge = offers.bridges.get((platform.id, candidate.key))
        if bridge:
            result.bridges[platform.id, target] = bridge
            continue
        for reader, sight in candidate.sights.items():
            if reader.platform == platform.id and sight.through and sight.again < len(sight.through):
                result.through[platform.id, target] = sight.through[0]


def _is_heard(overheard: UnintendedReader, platforms: Iterable[Platform], result: Placements) -> bool:
    """Say whether a platform sees a place that it would see through a bridge: it does when there is one to it."""
    platform = next(platform for platform in platforms if platform.id == overheard.platform)
    if not bridges_of(platform, False).get(overheard.place):
        return True
    bridge = result.bridges.get((overheard.platform, overheard.place))
    return (bridge is not None and not bridge.apart) or (overheard.platform, overheard.place) in result.through


def _add_pointers(
    artifacts: Sequence[Artifact],
    platforms: Sequence[Platform],
    native: Sequence[Placement],
    standing: UserFiles,
    others: Sequence[Platform],
    result: Placements,
) -> None:
    """Scoped rules reach platforms that cannot scope as one line in the instructions, or whole where they load them."""
    found = pointers_for(platforms, [each.spot for each in native], standing, others, result.taken)
    for candidate in found.chosen:
        _add_ways("", candidate, found.offers, found.served, result)
        result.taken.add(candidate.key)
    for artifact in artifacts:
        for candidate in found.chosen:
            cell, spot = found.offers.spots[candidate.key]
            writer = next(platform for platform in found.served if platform.id in candidate.platforms)
            target = native[0].spot if native and cell == "instructions" else None
            served = tuple(sorted(candidate.platforms))
            if target is None:  # a line that points to a rule is not the rule
                result.overheard += [UnintendedReader(artifact, id, candidate.key) for id in sorted(candidate.heard_by)]
            result.placements.append(Placement(artifact, cell, spot, writer, served, target))
        for id, spot in found.whole.items():
            writer = next(each.writer for each in native if each.spot == spot)
            result.placements.append(Placement(artifact, "rules", spot, writer, (id,)))
        result.shortfalls += [CoverageGap(artifact, *each) for each in found.shortfalls]
