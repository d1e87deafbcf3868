"""Readers and places: who sees which place how, and what a reader gets out of those that are chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.placement.loss import NO_LOSS


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
    user's own. `loss`: what the artifact loses there for this reader, a class of `placement.loss`. `below`: it loads
    it in a subfolder, too, when it is started there.
    """

    cell: str
    certain: bool = True
    degraded: bool = False
    dedup: str = "name"
    group: int | None = None
    rank: int = 0
    again: int = 0
    through: tuple[str, ...] = ()
    loss: int = NO_LOSS
    below: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be written, and who sees it there. `files` is what it costs, bridges included.

    `heard_by` are platforms that see it too, and should not get what is placed. `offered_by` are those that it may be
    written for when they are served alone.
    """

    key: str
    sights: Mapping[PlatformReader, Visibility]
    files: int = 1
    is_open: bool = False
    order: int = 0
    heard_by: frozenset[str] = frozenset()
    offered_by: frozenset[str] = frozenset()

    @property
    def platforms(self) -> frozenset[str]:
        """Return the platforms that see this place."""
        return frozenset(reader.platform for reader in self.sights)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reader gets out of a choice.

    `same` are certain loads beyond the first of one kind: the same text once more. `loss` is the class of the best
    load, `worst` that of the worst certain one; both are that of the best possible load where none is certain.
    `clashes`: of two copies in one kind the reader loads neither. `below`: it loads one in a subfolder, too.
    """

    certain: int = 0
    possible: int = 0
    degraded: bool = False
    same: int = 0
    loss: int = NO_LOSS
    worst: int = NO_LOSS
    clashes: bool = False
    below: bool = True

    @property
    def total(self) -> int:
        """Return how often the artifact is loaded at most."""
        return self.certain + self.possible


NOTHING = Verdict()
"""What a reader gets that sees none of the chosen places."""


def judge(reader: PlatformReader, chosen: Iterable[Candidate]) -> Verdict:
    """Return how often `reader` loads the artifact from the chosen places, and what it loses on the way."""
    return judge_sights([candidate.sights[reader] for candidate in chosen if reader in candidate.sights])


def judge_sights(sights: Sequence[Visibility]) -> Verdict:
    """Return what a reader gets that sees the chosen places so."""
    if not sights:
        return NOTHING
    visible = _not_hidden(sights)
    certain = possible = same = 0
    clashes = False
    for cell in {sight.cell for sight in visible}:
        here = [sight for sight in visible if sight.cell == cell]
        sure, unsure = _loads(here)
        certain += sure
        possible += unsure
        same += max(0, sure - 1)
        clashes = clashes or (sure > 1 and any(sight.dedup == "clash" for sight in here))
    losses = [sight.loss for sight in visible if sight.certain] or [min(sight.loss for sight in visible)]
    degraded = all(sight.degraded for sight in visible)
    below = any(sight.below for sight in visible)
    return Verdict(certain, possible, degraded, same, min(losses), max(losses), clashes, below)


def _not_hidden(sights: Sequence[Visibility]) -> Sequence[Visibility]:
    """Return the sights without those that a stronger place of their group hides."""
    best: dict[int, int] = {}
    for sight in sights:
        if sight.group is not None:
            best[sight.group] = min(sight.rank, best.get(sight.group, sight.rank))
    if not best:
        return sights
    return [sight for sight in sights if sight.group is None or sight.rank == best[sight.group]]


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
