"""The search: which of the candidate places to write, so that no platform gets less than when it is served alone.

Places that several platforms see are variables. Each platform is a table: for every choice of the shared places that
it sees, the least that it costs, with the private places that go best with them. The sum of these tables and of what
the places cost is minimised exactly (`placement.elimination`). Among equal choices the one with the earlier paths is
taken, so that the result depends on nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.placement.elimination import CostTables
from aiwg.placement.loss import NO_LOSS
from aiwg.placement.objective import CopyPolicy, Cost, best_alone, candidate_cost, reader_cost
from aiwg.placement.readers import NOTHING, Candidate, PlatformReader, Verdict, Visibility, judge, judge_sights

MAX_SEEN = 11
"""Shared places that one platform is weighed by. No bundled one sees more than 9."""

MAX_OPTIONS = 64
"""Sets of private places that are tried for one platform."""

MAX_ALONE = 3
"""Places that a platform gets when it is served alone: one for each surface that needs its own."""

FREE_COPIES: Mapping[str, CopyPolicy] = {}
"""Every platform may get a copy that opens nothing."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The chosen places in path order, and what each reader would get if its platform were served alone."""

    chosen: tuple[Candidate, ...]
    alone: Mapping[PlatformReader, Verdict]


def best(
    readers: Iterable[PlatformReader],
    candidates: Iterable[Candidate],
    recorded: frozenset[str] = frozenset(),
    policies: Mapping[str, CopyPolicy] = FREE_COPIES,
) -> Solution:
    """Return the cheapest set of places for these readers. Depends on no input order.

    `policies` say by platform whether it may get a copy that others see once more; FREE where none is named.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.key)
    parties = _parties(readers, ordered, recorded, policies)
    shared = [candidate for candidate in ordered if len(candidate.platforms) > 1]
    alone = {reader: verdict for party in parties for reader, verdict in zip(party.readers, party.alone, strict=True)}
    count = len(shared)
    tables = CostTables()
    for number, candidate in enumerate(shared):
        # below all costs: a bit for each shared place, so that of equal choices the earlier paths win
        cost = candidate_cost(candidate, recorded) << count
        tables.add((number,), [0, cost - (1 << (count - 1 - number))])
    numbers = {candidate.key: number for number, candidate in enumerate(shared)}
    for party in parties:
        scope = tuple(numbers[candidate.key] for candidate in party.seen)
        tables.add(scope, [cost << count for cost in party.costs])
    values = tables.cheapest(count)
    chosen = [candidate for candidate, value in zip(shared, values, strict=True) if value]
    for party in parties:
        mask = sum(values[numbers[candidate.key]] << bit for bit, candidate in enumerate(party.seen))
        chosen += [party.private[number] for number in party.options[mask]]
    return Solution(tuple(sorted(chosen, key=lambda candidate: candidate.key)), alone)


def cost(
    readers: Iterable[PlatformReader],
    chosen: Sequence[Candidate],
    alone: Mapping[PlatformReader, Verdict],
    recorded: frozenset[str] = frozenset(),
    policies: Mapping[str, CopyPolicy] = FREE_COPIES,
) -> Cost:
    """Return the cost of a choice for some readers."""
    total = sum(candidate_cost(candidate, recorded) for candidate in chosen)
    for reader in readers:
        policy = policies.get(reader.platform, CopyPolicy.FREE)
        total += reader_cost(judge(reader, chosen), alone.get(reader, NOTHING), reader.main, policy)
    return total


class _Party:
    """One platform: its readers, the shared places it sees, its private ones, and what it costs by the shared ones.

    `costs` and `options` have an entry for each choice of the `seen` places: the least cost, and the private places
    (by number) that it takes. `alone` is what each reader gets when the platform is served alone.
    """

    __slots__ = ("alone", "costs", "options", "private", "readers", "seen")

    def __init__(
        self, readers: Sequence[PlatformReader], seen: Sequence[Candidate], private: Sequence[Candidate]
    ) -> None:
        self.readers, self.seen, self.private = readers, seen, private
        self.costs: Sequence[Cost] = ()
        self.options: Sequence[tuple[int, ...]] = ()
        self.alone: Sequence[Verdict] = ()


def _parties(
    readers: Iterable[PlatformReader],
    ordered: Iterable[Candidate],
    recorded: frozenset[str],
    policies: Mapping[str, CopyPolicy],
) -> list[_Party]:
    """Return the platforms; those to which all looks alike are worked out once."""
    by_platform: dict[str, list[PlatformReader]] = {}
    for reader in sorted(set(readers), key=lambda reader: (reader.platform, reader.surface)):
        by_platform.setdefault(reader.platform, []).append(reader)
    seen: dict[str, list[Candidate]] = {platform: [] for platform in by_platform}
    private: dict[str, list[Candidate]] = {platform: [] for platform in by_platform}
    for candidate in ordered:
        platforms = candidate.platforms
        kind = private if len(platforms) == 1 else seen
        for platform in platforms & by_platform.keys():
            kind[platform].append(candidate)
    known: dict[object, _Party] = {}
    parties = []
    for platform, own in by_platform.items():
        party = _Party(own, _limited(platform, seen[platform]), private[platform])
        policy = policies.get(platform, CopyPolicy.FREE)
        signature = (policy, _signature(platform, party, recorded))
        like = known.get(signature)
        if like is None:
            known[signature] = party
            _work_out(platform, party, recorded, policy)
        else:
            party.costs, party.options, party.alone = like.costs, like.options, like.alone
        parties.append(party)
    return parties


def _limited(platform: str, seen: list[Candidate]) -> list[Candidate]:
    """Return the shared places that a platform is weighed by: those that may be written for it come first."""
    if len(seen) <= MAX_SEEN:
        return seen
    first = sorted(seen, key=lambda each: (platform not in each.offered_by, each.key))[:MAX_SEEN]
    return sorted(first, key=lambda candidate: candidate.key)


def _signature(platform: str, party: _Party, recorded: frozenset[str]) -> object:
    """Return all that a platform's costs depend on."""
    return (
        tuple(reader.main for reader in party.readers),
        len(party.seen),
        tuple(
            (
                tuple(candidate.sights.get(reader) for reader in party.readers),
                platform in candidate.offered_by,
                candidate_cost(candidate, recorded) if len(candidate.platforms) == 1 else 0,
                candidate_cost(candidate, frozenset()) if platform in candidate.offered_by else 0,
            )
            for candidate in (*party.seen, *party.private)
        ),
    )


def _work_out(platform: str, party: _Party, recorded: frozenset[str], policy: CopyPolicy) -> None:
    """Fill in what a platform gets alone, and what it costs for each choice of the shared places that it sees."""
    party.alone = _alone(platform, party)
    counted = [
        _CountedReader(reader, party, alone, policy) for reader, alone in zip(party.readers, party.alone, strict=True)
    ]
    count = len(party.seen)
    options = [
        (option, sum(1 << (count + number) for number in option), _cost_of(option, party, recorded))
        for option in _subsets(len(party.private))
    ]
    found = [
        min((places + sum(reader.cost(mask | bits) for reader in counted), option) for option, bits, places in options)
        for mask in range(1 << count)
    ]
    party.costs, party.options = [cost for cost, _ in found], [option for _, option in found]


def _cost_of(option: Iterable[int], party: _Party, recorded: frozenset[str]) -> Cost:
    return sum(candidate_cost(party.private[number], recorded) for number in option)


def _subsets(count: int) -> list[tuple[int, ...]]:
    """Return the sets of up to four of `count` numbers, the smaller first; fewer in a set where they are many."""
    found: list[tuple[int, ...]] = [()]
    for size in range(1, 5):
        more = list(itertools.combinations(range(count), size))
        if size > 1 and len(found) + len(more) > MAX_OPTIONS:
            break
        found += more
    return found


class _CountedReader:
    """What one reader costs, by the places of its platform that are chosen: shared ones first, then private ones."""

    def __init__(self, reader: PlatformReader, party: _Party, alone: Verdict, policy: CopyPolicy) -> None:
        sights = [candidate.sights.get(reader) for candidate in (*party.seen, *party.private)]
        self._sights = [(1 << number, sight) for number, sight in enumerate(sights) if sight is not None]
        self._sees = sum(bit for bit, _ in self._sights)
        self._alone, self._main, self._policy = alone, reader.main, policy
        self._known: dict[int, Cost] = {}

    def cost(self, mask: int) -> Cost:
        """Return what a choice costs this reader."""
        mask &= self._sees
        found = self._known.get(mask)
        if found is None:
            verdict = judge_sights([sight for bit, sight in self._sights if mask & bit])
            found = self._known[mask] = reader_cost(verdict, self._alone, self._main, self._policy)
        return found


def _alone(platform: str, party: _Party) -> Sequence[Verdict]:
    """Return what each reader gets when the platform is served alone, in its own words and with nothing recorded."""
    own = [each for each in (*party.seen, *party.private) if platform in each.offered_by]
    rows = [[_in_own_words(candidate.sights.get(reader)) for reader in party.readers] for candidate in own]
    best_found: tuple[Cost, Sequence[Verdict]] | None = None
    for size in range(min(MAX_ALONE, len(own)) + 1):
        for option in itertools.combinations(range(len(own)), size):
            total = sum(candidate_cost(own[number], frozenset()) for number in option)
            verdicts = [
                judge_sights([sight for number in option if (sight := rows[number][column]) is not None])
                for column in range(len(party.readers))
            ]
            total += sum(
                best_alone(verdict, reader.main) for verdict, reader in zip(verdicts, party.readers, strict=True)
            )
            if best_found is None or total < best_found[0]:
                best_found = total, verdicts
    return best_found[1] if best_found else [NOTHING] * len(party.readers)


def _in_own_words(sight: Visibility | None) -> Visibility | None:
    """Return how a reader sees a place that is written for its platform alone."""
    if sight is None or sight.degraded or sight.loss == NO_LOSS:
        return sight
    return Visibility(
        sight.cell, sight.certain, False, sight.dedup, sight.group, sight.rank, sight.again, sight.through, NO_LOSS,
        sight.below,
    )  # fmt: skip
