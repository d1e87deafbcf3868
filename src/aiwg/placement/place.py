"""From a catalog and the platforms to serve, to placements: a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aiwg.artifact.kinds import KIND_OF_CELL, LIMITED
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field
from aiwg.placement.bridges import without_harmful_bridges
from aiwg.placement.cache import Choice, PlacementCache
from aiwg.placement.candidates import Bridge, Options, offers_for
from aiwg.placement.coverage import shortfalls_of
from aiwg.placement.groups import PERHAPS, Group, is_equal_form, readers_of, variant_of
from aiwg.placement.objective import CopyPolicy
from aiwg.placement.pointers import POINTER_GROUP, pointers_for, pointing
from aiwg.placement.readers import Candidate, PlatformReader
from aiwg.placement.resolve import Location, Platform
from aiwg.placement.search import FREE_COPIES, Solution, best
from aiwg.placement.user_files import NO_USER_FILES, UserFiles
from aiwg.placement.visibility import ViewContext, bridges_of, is_hidden_by, reads_itself


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """Files of the user's that artifacts were imported from.

    `readers` are by artifact the platforms that load it from one, and how; `texts` the files that hold all of its text.
    """

    readers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)


NO_OWN_FILES = OwnFiles()


@dataclass(frozen=True, slots=True)
class Placement:
    """Which place carries an artifact, in which platform's dialect, and who loads it there.

    `cell` is the kind of place: another than the artifact's own when it is carried. `pointers` are
    platforms that get a line pointing to the file instead of the text. `equal_for` are those that have the kind
    themselves, and lose nothing as another one carries it.
    """

    artifact: Artifact
    cell: str
    spot: Location
    writer: Platform
    platforms: tuple[str, ...]
    pointer_to: Location | None = None
    equal_for: frozenset[str] = frozenset()

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
    `own_texts` are by artifact the files of the user's that hold its text: it is not written there once more.
    """

    placements: list[Placement] = field(default_factory=list)
    bridges: dict[tuple[str, str], Bridge] = field(default_factory=dict)
    through: dict[tuple[str, str], str] = field(default_factory=dict)
    shortfalls: list[CoverageGap] = field(default_factory=list)
    overheard: list[UnintendedReader] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    own_texts: Mapping[str, frozenset[str]] = field(default_factory=dict)


def place(
    catalog: Catalog,
    platforms: Sequence[Platform],
    standing: UserFiles = NO_USER_FILES,
    recorded: Mapping[str, Sequence[str]] | None = None,
    cache: PlacementCache | None = None,
    copies: Mapping[str, CopyPolicy] = FREE_COPIES,
    own: OwnFiles = NO_OWN_FILES,
) -> Placements:
    """Return where each artifact goes so that each platform loads it exactly once, or why it cannot.

    `standing` are the files of the user's own that may hide ours, or bring them along; `recorded` is an earlier
    result's `chosen`; `cache` knows what was chosen before in the same situation; `copies` says by platform whether
    it may get a copy that others see once more. `own` are the files of the user's that artifacts were imported from.
    """
    result = Placements()
    ordered = without_harmful_bridges(sorted(platforms, key=lambda platform: platform.id), standing)
    around = _Situation(ordered, standing, recorded or {}, cache or PlacementCache(), copies)
    around.cache.begin(ordered, standing, copies)
    # instructions first: where they lie decides which of the files that hide each other the rest may lie in
    found = _groups(catalog, ordered, own)
    groups = sorted(found.items(), key=lambda item: (item[0].kind != "instructions", item[0].name))
    for group, artifacts in groups:
        _place_group(group, artifacts, around, result)
    result.overheard = [each for each in result.overheard if _is_heard(each, ordered, result, standing)]
    return result


def as_recorded_now(recorded: Mapping[str, Sequence[str]], chosen: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the places of an earlier run under the names of `chosen`: those of a version with fewer groups, too."""
    found = {name: list(places) for name, places in recorded.items()}
    for name in chosen:
        kind, _, variant = name.partition(":")
        if variant == LIMITED and name not in found and kind in found:
            found[name] = found[kind] if kind in chosen else found.pop(kind)
    if POINTER_GROUP in chosen:
        found.setdefault(POINTER_GROUP, list(chosen[POINTER_GROUP]))
    return found


def _groups(catalog: Catalog, platforms: Sequence[Platform], own: OwnFiles) -> dict[Group, list[Artifact]]:
    groups: dict[Group, list[Artifact]] = {}
    everywhere = frozenset(platform.id for platform in platforms)
    for artifact in catalog:
        wanted = everywhere
        if artifact.include or artifact.exclude:
            wanted = frozenset(platform.id for platform in platforms if artifact.wants(platform.adapter.names))
        folder = artifact.id if artifact.kind == "instructions" and artifact.id != "instructions" else ""
        files = own.readers.get(artifact.key, {})
        having = frozenset((id, files[id]) for id in everywhere.intersection(files) if files[id] != PERHAPS)
        written = frozenset(path.removeprefix(f"{folder}/") for path in own.texts.get(artifact.key, ()))
        group = Group(artifact.kind, variant_of(artifact), wanted, folder, having, wanted != everywhere, written)
        groups.setdefault(group, []).append(artifact)
    return groups


@dataclass(frozen=True, slots=True)
class _Situation:
    """What placing a group depends on beside it: as in `place`."""

    platforms: Sequence[Platform]
    standing: UserFiles
    recorded: Mapping[str, Sequence[str]]
    cache: PlacementCache
    copies: Mapping[str, CopyPolicy]


def _place_group(group: Group, artifacts: list[Artifact], around: _Situation, result: Placements) -> None:
    wanted = [platform for platform in around.platforms if platform.id in group.wanted]
    others = [platform for platform in around.platforms if platform.id not in group.wanted]
    apart = pointing(group, wanted)
    served = [platform for platform in wanted if platform not in apart]
    kept = frozenset(around.recorded.get(group.name) or around.recorded.get(group.former_name, ()))

    from aiwg.placement.second_copies import giving_way, take_second_copies

    def choose() -> Choice:
        offers = offers_for(group, served, around.standing, others, result.taken)
        refused = take_second_copies(group, offers, others, around.copies) if group.having else ()
        readers = [reader for platform in served for reader in readers_of(platform, group)]
        solution = best(readers, offers.candidates, kept, around.copies)
        gaps = shortfalls_of(group, served, solution, offers, around.standing)
        return Choice(offers, solution, giving_way(gaps, refused, offers, others) if refused else gaps)

    choice = around.cache.choice(group, kept, frozenset(result.taken), choose)
    chosen = choice.solution.chosen
    _remember(group.name, chosen, result)
    places = _places(group, choice.solution, choice.offers, served)
    for candidate in chosen:
        _add_ways(group.folder, candidate, choice.offers, result)
        result.taken.add(candidate.key)
    if group.having:
        result.taken |= group.written  # a file of ours must not hide one of the user's that a platform loads this from
    heard = [(id, candidate.key) for candidate in chosen for id in sorted(candidate.heard_by)]
    for artifact in artifacts:
        result.placements += [Placement(artifact, *each) for each in places]
        result.shortfalls += [CoverageGap(artifact, *each) for each in choice.shortfalls]
        result.overheard += [UnintendedReader(artifact, *each) for each in heard]
    if apart:
        native = [placement for placement in result.placements if placement.artifact is artifacts[0]]
        _add_pointers(artifacts, apart, native, others, around, result, f"{POINTER_GROUP}{group.ending}")


def _remember(name: str, chosen: Iterable[Candidate], result: Placements) -> None:
    """Note the places of a group, of which there may be several with one name."""
    places = {*result.chosen.get(name, ()), *(candidate.key for candidate in chosen)}
    if places:
        result.chosen[name] = sorted(places)


def _places(
    group: Group, solution: Solution, offers: Options, platforms: Sequence[Platform]
) -> list[tuple[str, Location, Platform, tuple[str, ...], None, frozenset[str]]]:
    """Return of each place chosen for a group what its placements say, in order."""
    places = []
    for candidate in solution.chosen:
        cell, spot = offers.spots[candidate.key]
        writer = next(iter(offers.writers[candidate.key]), None) or next(
            platform for platform in platforms if platform.id in candidate.platforms
        )
        relying = {
            reader.platform
            for reader in candidate.sights
            if reader in solution.alone and _relies_on(reader, candidate, solution.chosen)
        }
        equal = frozenset(each.id for each in platforms if each.id in relying and is_equal_form(each, group, cell))
        places.append((cell, spot, writer, tuple(sorted(relying)), None, equal))
    return places


def _relies_on(reader: PlatformReader, candidate: Candidate, chosen: Iterable[Candidate]) -> bool:
    """Say whether a reader is served by a place: not where it has a better one.

    A place that it may see is worse than one that it surely sees, and another kind is worse than its own.
    """
    sight = candidate.sights[reader]
    others = [other.sights[reader] for other in chosen if other is not candidate and reader in other.sights]
    if sight.certain:
        return not any(other.certain and sight.degraded and not other.degraded for other in others)
    return not any(other.certain for other in others)


def _add_ways(folder: str, candidate: Candidate, offers: Options, result: Placements) -> None:
    """Note how platforms that do not read a place by themselves load it: by a bridge, or by a file of the user's."""
    target = f"{folder}/{candidate.key}" if folder else candidate.key
    for (id, path), bridge in offers.bridges.items():
        if path == candidate.key:
            result.bridges[id, target] = bridge
    for reader, sight in candidate.sights.items():
        if sight.through and sight.again < len(sight.through) and (reader.platform, target) not in result.bridges:
            result.through[reader.platform, target] = sight.through[0]


def _is_heard(
    overheard: UnintendedReader, platforms: Iterable[Platform], result: Placements, standing: UserFiles
) -> bool:
    """Say whether a platform sees a place that it would see through a bridge: there is one to it, or it needs none."""
    platform = next(platform for platform in platforms if platform.id == overheard.platform)
    if not bridges_of(platform, False).get(overheard.place):
        return True
    if (overheard.platform, overheard.place) in result.through:
        return True
    bridge = result.bridges.get((overheard.platform, overheard.place))
    if bridge is not None:
        return not bridge.apart
    return reads_itself(platform, overheard.place, ViewContext("", standing)) and not any(
        is_hidden_by(platform, "instructions", overheard.place, surface, result.taken)
        for surface in platform.adapter.surfaces
    )


def _add_pointers(
    artifacts: Sequence[Artifact],
    platforms: Sequence[Platform],
    native: Sequence[Placement],
    others: Sequence[Platform],
    around: _Situation,
    result: Placements,
    name: str,
) -> None:
    """Scoped rules reach platforms that cannot scope as one line in the instructions, or whole where they load them."""
    kept = frozenset(around.recorded.get(name, ()))
    found = pointers_for(platforms, [each.spot for each in native], around.standing, others, result.taken, kept)
    _remember(name, found.chosen, result)
    for candidate in found.chosen:
        _add_ways("", candidate, found.offers, result)
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
