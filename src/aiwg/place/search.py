"""The search: which of the candidate places to write, so that every reader loads the artifact once.

Objective, lexicographic: (1) readers that miss it, (2) certain duplicates, (3) readers that may miss it
(a gate of another tool's folder), (4) possible duplicates, (5) the same four for the further surfaces of
a platform (the first one that an adapter lists is its main one), (6) readers that get it in another kind,
(7) recorded places given up, (8) files, (9) private places, (10) the platforms' own order of preference,
then the paths themselves, so that the result depends on nothing else.

Places that one platform alone reads are chosen per platform; only shared ones are enumerated, at most
three at a time: more were never better in a thousand random sets of platforms.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAX_SHARED = 3
MAX_PRIVATE = 2

Cost = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """A platform, or one implementation (surface) of it. `main`: the one that counts first."""

    platform: str
    surface: str = ""
    main: bool = True


@dataclass(frozen=True, slots=True)
class Sight:
    """How one reader sees one candidate. `again`: loads of the same text through includes made for others."""

    cell: str
    certain: bool = True
    degraded: bool = False
    dedup: str = "name"
    group: int | None = None
    rank: int = 0
    again: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be written, and who sees it there. `files` is what it costs, bridges included."""

    key: str
    sights: Mapping[Reader, Sight]
    files: int = 1
    is_open: bool = False
    order: int = 0

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


def judge(reader: Reader, chosen: Iterable[Candidate]) -> Verdict:
    """Return how often `reader` loads the artifact from the chosen places."""
    sights = [candidate.sights[reader] for candidate in chosen if reader in candidate.sights]
    best_rank: dict[int, int] = {}
    for sight in sights:
        if sight.group is not None:
            best_rank[sight.group] = min(sight.rank, best_rank.get(sight.group, sight.rank))
    visible = [sight for sight in sights if sight.group is None or sight.rank == best_rank[sight.group]]
    certain = possible = 0
    for cell in sorted({sight.cell for sight in visible}):
        sure = [sight for sight in visible if sight.cell == cell and sight.certain]
        unsure = [sight for sight in visible if sight.cell == cell and not sight.certain]
        kinds = {sight.dedup for sight in (*sure, *unsure)}
        dedup = "name" if kinds == {"name"} else "unknown" if kinds <= {"name", "unknown"} else "none"
        if dedup == "name":
            certain += bool(sure)
            possible += bool(unsure) and not sure
        elif dedup == "unknown":
            certain += bool(sure)
            possible += max(0, len(sure) - 1) + len(unsure)
        else:
            certain += len(sure) + sum(sight.again for sight in sure)
            possible += len(unsure)
    return Verdict(certain, possible, bool(visible) and all(sight.degraded for sight in visible))


def cost(readers: Iterable[Reader], chosen: Iterable[Candidate], recorded: frozenset[str], dropped: int) -> Cost:
    """Return the cost of a choice for some readers; `dropped` is the number of recorded places not chosen."""
    chosen = list(chosen)
    main, further = [0, 0, 0, 0], [0, 0, 0, 0]
    degraded = 0
    for reader in readers:
        verdict = judge(reader, chosen)
        total = verdict.certain + verdict.possible
        faults = main if reader.main else further
        faults[0] += total == 0
        faults[1] += max(0, verdict.certain - 1)
        faults[2] += verdict.certain == 0 and verdict.possible > 0
        faults[3] += max(0, total - max(1, verdict.certain))
        degraded += verdict.degraded
    kept = sum(candidate.key in recorded for candidate in chosen)
    return (
        *main,
        *further,
        degraded,
        dropped - kept,
        sum(candidate.files for candidate in chosen),
        sum(not candidate.is_open for candidate in chosen),
        sum(candidate.order for candidate in chosen),
    )


def best(
    readers: Iterable[Reader], candidates: Iterable[Candidate], recorded: frozenset[str] = frozenset()
) -> tuple[Candidate, ...]:
    """Return the cheapest set of places for these readers, in path order. Depends on no input order."""
    readers = sorted(set(readers), key=lambda reader: (reader.platform, reader.surface))
    ordered = sorted(candidates, key=lambda candidate: candidate.key)
    shared = [candidate for candidate in ordered if len(candidate.platforms) > 1]
    private: dict[str, list[Candidate]] = {}
    for candidate in ordered:
        if len(candidate.platforms) == 1:
            private.setdefault(next(iter(candidate.platforms)), []).append(candidate)
    by_platform: dict[str, list[Reader]] = {}
    for reader in readers:
        by_platform.setdefault(reader.platform, []).append(reader)
    winner: tuple[tuple[Cost, tuple[str, ...]], tuple[Candidate, ...]] | None = None
    for count in range(min(MAX_SHARED, len(shared)) + 1):
        for base in itertools.combinations(shared, count):
            choice = list(base)
            for platform, own in by_platform.items():
                choice += _best_private(own, base, private.get(platform, []), recorded)
            found = tuple(sorted(choice, key=lambda candidate: candidate.key))
            key = (cost(readers, found, recorded, len(recorded)), tuple(candidate.key for candidate in found))
            if winner is None or key < winner[0]:
                winner = key, found
    return winner[1] if winner else ()


def _best_private(
    readers: list[Reader], base: tuple[Candidate, ...], own: list[Candidate], recorded: frozenset[str]
) -> tuple[Candidate, ...]:
    """Return the private places of one platform that go best with the shared ones already chosen."""
    options = (
        option for count in range(min(MAX_PRIVATE, len(own)) + 1) for option in itertools.combinations(own, count)
    )
    return min(
        options,
        key=lambda option: (cost(readers, (*base, *option), recorded, 0), tuple(c.key for c in option)),
    )
