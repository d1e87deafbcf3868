"""The search: which of the candidate places to write, so that every reader loads the artifact once.

Objective, lexicographic: (1) readers that miss it, (2) certain duplicates, (3) readers that may miss it
(a gate of another tool's folder), (4) possible duplicates, (5) the same four for the further surfaces of
a platform (the first one that an adapter lists is its main one), (6) readers that get it in another kind,
(7) platforms that see it and should not, (8) recorded places given up, (9) files, (10) private places,
(11) the platforms' own order of preference, then the paths themselves, so that the result depends on nothing else.

Places that one platform alone reads are chosen per platform; only shared ones are enumerated, at most
three at a time: more were never better in a thousand random sets of platforms.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from aiwg.dataclass import dataclass

MAX_SHARED = 3
MAX_PRIVATE = 2


@dataclass(frozen=True, slots=True)
class PlatformReader:
    """A platform, or one implementation (surface) of it. `main`: the one that counts first."""

    platform: str
    surface: str = ""
    main: bool = True


@dataclass(frozen=True, slots=True)
class Visibility:
    """How one reader sees one candidate.

    `again`: further loads of the same text through files that include it. `through`: those of them that are the
    user's own.
    """

    cell: str
    certain: bool = True
    degraded: bool = False
    dedup: str = "name"
    group: int | None = None
    rank: int = 0
    again: int = 0
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be written, and who sees it there. `files` is what it costs, bridges included.

    `heard_by` are platforms that see it too, and should not get what is placed.
    """

    key: str
    sights: Mapping[PlatformReader, Visibility]
    files: int = 1
    is_open: bool = False
    order: int = 0
    heard_by: frozenset[str] = frozenset()

    @property
    def platforms(self) -> frozenset[str]:
        """Return the platforms that see this place."""
        return frozenset(reader.platform for reader in self.sights)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reader gets out of a choice."""

    certain: int
    possible: int
    degraded: bool


def judge(reader: PlatformReader, chosen: Iterable[Candidate]) -> Verdict:
    """Return how often `reader` loads the artifact from the chosen places."""
    sights = [candidate.sights[reader] for candidate in chosen if reader in candidate.sights]
    best_rank: dict[int, int] = {}
    for sight in sights:
        if sight.group is not None:
            best_rank[sight.group] = min(sight.rank, best_rank.get(sight.group, sight.rank))
    visible = [sight for sight in sights if sight.group is None or sight.rank == best_rank[sight.group]]
    certain = possible = 0
    for cell in {sight.cell for sight in visible}:
        sure, unsure = _loads([sight for sight in visible if sight.cell == cell])
        certain += sure
        possible += unsure
    return Verdict(certain, possible, bool(visible) and all(sight.degraded for sight in visible))


def _loads(sights: Iterable[Visibility]) -> tuple[int, int]:
    """Return how often the copies in one kind load for certain, and how often more perhaps; those of one name once."""
    sure = unsure = 0
    named: list[bool] = []
    kinds = set()
    for sight in sights:
        kinds.add(sight.dedup)
        if sight.dedup == "name":
            named.append(sight.certain)
        elif sight.certain:
            sure += 1 + sight.again
        else:
            unsure += 1 + sight.again
    if named:
        sure, unsure = (sure + 1, unsure) if any(named) else (sure, unsure + 1)
    if "unknown" in kinds and kinds <= {"name", "unknown"}:
        return min(sure, 1), max(sure - 1, 0) + unsure
    return sure, unsure


WIDTH = 20
"""Bits of each part of a cost: a million of everything is more than any plan holds."""

Cost = int
"""The parts of the objective, the first in the highest bits: costs add up and compare part by part."""


def _cost(*parts: int) -> Cost:
    total = 0
    for part in parts:
        total = (total << WIDTH) + part
    return total


def reader_cost(reader: PlatformReader, chosen: Iterable[Candidate]) -> Cost:
    """Return what a choice costs one reader: what it misses, sees twice, or gets in another kind."""
    verdict = judge(reader, chosen)
    total = verdict.certain + verdict.possible
    faults = (
        int(total == 0),
        max(0, verdict.certain - 1),
        int(verdict.certain == 0 and verdict.possible > 0),
        max(0, total - max(1, verdict.certain)),
    )
    none = (0, 0, 0, 0)
    main, further = (faults, none) if reader.main else (none, faults)
    return _cost(*main, *further, verdict.degraded, 0, 0, 0, 0, 0)


def candidate_cost(candidate: Candidate, recorded: frozenset[str]) -> Cost:
    """Return what writing a place costs; one that is recorded counts less than nothing, as giving it up costs."""
    kept = int(candidate.key in recorded)
    private = int(not candidate.is_open)
    return _cost(*[0] * 9, len(candidate.heard_by), -kept, candidate.files, private, candidate.order)


def cost(
    readers: Iterable[PlatformReader], chosen: Sequence[Candidate], recorded: frozenset[str] = frozenset()
) -> Cost:
    """Return the cost of a choice for some readers."""
    return sum(reader_cost(reader, chosen) for reader in readers) + sum(
        candidate_cost(candidate, recorded) for candidate in chosen
    )


def best(
    readers: Iterable[PlatformReader], candidates: Iterable[Candidate], recorded: frozenset[str] = frozenset()
) -> tuple[Candidate, ...]:
    """Return the cheapest set of places for these readers, in path order. Depends on no input order."""
    ordered = sorted(candidates, key=lambda candidate: candidate.key)
    shared = [candidate for candidate in ordered if len(candidate.platforms) > 1]
    parties = _parties(readers, shared, ordered, recorded)
    winner: tuple[Cost, tuple[str, ...], tuple[Candidate, ...]] | None = None
    for count in range(min(MAX_SHARED, len(shared)) + 1):
        for base in itertools.combinations(range(len(shared)), count):
            mask = sum(1 << number for number in base)
            total = sum(candidate_cost(shared[number], recorded) for number in base)
            total += sum(party.cost(mask) for party in parties)
            if winner is not None and total > winner[0]:
                continue
            found = [shared[number] for number in base] + [each for party in parties for each in party.choice(mask)]
            found.sort(key=lambda candidate: candidate.key)
            keys = tuple(candidate.key for candidate in found)
            if winner is None or (total, keys) < winner[:2]:
                winner = total, keys, tuple(found)
    return winner[2] if winner else ()


def _parties(
    readers: Iterable[PlatformReader],
    shared: Sequence[Candidate],
    ordered: Iterable[Candidate],
    recorded: frozenset[str],
) -> list[_Party]:
    """Return the platforms, each with its readers, the shared places that it sees and its private ones."""
    by_platform: dict[str, list[PlatformReader]] = {}
    for reader in sorted(set(readers), key=lambda reader: (reader.platform, reader.surface)):
        by_platform.setdefault(reader.platform, []).append(reader)
    private: dict[str, list[Candidate]] = {}
    for candidate in ordered:
        if len(candidate.platforms) == 1:
            private.setdefault(next(iter(candidate.platforms)), []).append(candidate)
    return [_Party(own, shared, private.get(platform, ()), recorded) for platform, own in by_platform.items()]


class _Party:
    """One platform in the search. What it costs depends only on the shared places that it sees itself."""

    def __init__(
        self,
        readers: Sequence[PlatformReader],
        shared: Sequence[Candidate],
        private: Sequence[Candidate],
        recorded: frozenset[str],
    ) -> None:
        self._readers = readers
        self._shared = shared
        self._sees = sum(
            1 << number for number, candidate in enumerate(shared) if any(each in candidate.sights for each in readers)
        )
        self._recorded = recorded
        self._options = [
            option
            for count in range(min(MAX_PRIVATE, len(private)) + 1)
            for option in itertools.combinations(private, count)
        ]
        self._known: dict[int, tuple[Cost, tuple[Candidate, ...]]] = {}

    def cost(self, mask: int) -> Cost:
        """Return the cost with the shared places of a mask and the private ones that go best with them."""
        return self._best(mask & self._sees)[0]

    def choice(self, mask: int) -> tuple[Candidate, ...]:
        """Return those private places."""
        return self._best(mask & self._sees)[1]

    def _best(self, mask: int) -> tuple[Cost, tuple[Candidate, ...]]:
        found = self._known.get(mask)
        if found is None:
            base = [candidate for number, candidate in enumerate(self._shared) if mask >> number & 1]
            found = min(
                ((self._cost(base, option), option) for option in self._options),
                key=lambda each: (each[0], tuple(candidate.key for candidate in each[1])),
            )
            self._known[mask] = found
        return found

    def _cost(self, base: Sequence[Candidate], option: Sequence[Candidate]) -> Cost:
        whole = cost(self._readers, (*base, *option), self._recorded)
        return whole - sum(candidate_cost(candidate, self._recorded) for candidate in base)
