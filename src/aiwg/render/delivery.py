"""How an artifact arrives at a platform: the level, the paths, what is lost on the way."""

from __future__ import annotations

import functools
import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, replace
from aiwg.placement.place import Placement
from aiwg.render.values import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


ON_DEMAND = "on-demand"
"""The level of an artifact that is not deployed: agents find it through the catalog skill."""

LEVELS = ("native", "translated", ON_DEMAND, "degraded", "unsupported")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one artifact arrives at one platform: the level, where, and what is lost."""

    artifact: str
    platform: str
    level: str
    paths: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the delivery in the shape that programs rely on."""
        losses = [loss.as_json() for loss in self.losses]
        return {
            "platform": self.platform,
            "level": self.level,
            "paths": list(self.paths),
            "notes": list(self.notes),
            "losses": losses,
        }

    def lowered_to(self, level: str) -> Delivery:
        """Return the delivery at a lower level; the level never rises."""
        return replace(self, level=level) if LEVELS.index(level) > LEVELS.index(self.level) else self

    def noted(self, text: str) -> Delivery:
        """Return the delivery with something that a person should know, once."""
        return replace(self, notes=(*self.notes, text)) if text not in self.notes else self

    def joined(self, later: Delivery) -> Delivery:
        """Return the delivery of an artifact that arrives in parts: one part that arrives is more than none."""
        if later.level == "unsupported":
            level = self.lowered_to("degraded" if self.paths else "unsupported").level
        else:
            level = "degraded" if self.level == "unsupported" else self.lowered_to(later.level).level
        return Delivery(
            self.artifact,
            self.platform,
            level,
            tuple(dict.fromkeys((*self.paths, *later.paths))),
            tuple(dict.fromkeys((*self.losses, *later.losses))),
            tuple(dict.fromkeys((*self.notes, *later.notes))),
        )


@dataclass(frozen=True, slots=True)
class Arrival:
    """How artifacts arrive at one platform, whatever their paths are: as in a `Delivery`, for all that arrive alike."""

    platform: str
    level: str
    losses: tuple[Loss, ...]
    notes: tuple[str, ...]


Row = tuple[str, tuple[Arrival, ...], tuple[tuple[str, ...], ...]]
"""An artifact, how it arrives at its platforms, and the paths at each of them."""


class DeliveryList:
    """The deliveries of many artifacts, in the order of the artifacts and of the platforms of each.

    They are made when they are asked for: there are as many as artifacts times platforms, and most artifacts of a kind
    arrive alike, so all but the paths is kept once for these.
    """

    __slots__ = ("_ends", "rows")

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.rows = list(rows)
        self._ends = list(itertools.accumulate(len(arrivals) for _, arrivals, _ in self.rows))

    @classmethod
    def of(cls, deliveries: Iterable[Delivery]) -> DeliveryList:
        """Return deliveries, those of each artifact one after the other, as one value."""
        alike = _Alike()
        by_artifact = ((name, list(found)) for name, found in itertools.groupby(deliveries, attrgetter("artifact")))
        return cls((name, alike.arrivals(found), tuple([each.paths for each in found])) for name, found in by_artifact)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Delivery]:
        for name, arrivals, paths in self.rows:
            for arrival, at in zip(arrivals, paths, strict=True):
                yield Delivery(name, arrival.platform, arrival.level, at, arrival.losses, arrival.notes)

    def __eq__(self, other: object) -> bool:
        return self.rows == other.rows if isinstance(other, DeliveryList) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as of a list

    def __getitem__(self, number: int) -> Delivery:
        at = range(len(self))[number]
        row = bisect_right(self._ends, at)
        return self._delivery(row, at - (self._ends[row - 1] if row else 0))

    def at(self, platform: str) -> Iterator[Delivery]:
        """Yield the deliveries at one platform."""
        known: dict[int, int] = {}  # where the platform stands among arrivals, of which few differ
        for row, (_, arrivals, _) in enumerate(self.rows):
            place = known.get(id(arrivals))
            if place is None:
                found = (number for number, each in enumerate(arrivals) if each.platform == platform)
                place = known[id(arrivals)] = next(found, -1)
            if place >= 0:
                yield self._delivery(row, place)

    def _delivery(self, row: int, place: int) -> Delivery:
        name, arrivals, paths = self.rows[row]
        arrival = arrivals[place]
        return Delivery(name, arrival.platform, arrival.level, paths[place], arrival.losses, arrival.notes)


class _Alike:
    """Finds what was kept already of what artifacts share."""

    def __init__(self) -> None:
        self._losses: dict[tuple[Loss, ...], tuple[Loss, ...]] = {}
        self._losses_by_id: dict[int, tuple[tuple[Loss, ...], tuple[Loss, ...]]] = {}
        """Losses and those equal to them that are kept; the first are there so that their ids stay theirs."""
        self._arrivals: dict[tuple[object, ...], Arrival] = {}
        self._together: dict[tuple[int, ...], tuple[Arrival, ...]] = {}

    def arrivals(self, deliveries: Sequence[Delivery]) -> tuple[Arrival, ...]:
        """Return how one artifact arrives, the very same for artifacts that arrive alike."""
        found = tuple([self._arrival(each) for each in deliveries])
        return self._together.setdefault(tuple(map(id, found)), found)

    def _arrival(self, each: Delivery) -> Arrival:
        losses = each.losses
        if losses:  # equal ones are mostly the very same, which is found without looking into them
            known = self._losses_by_id.get(id(losses))
            if known is None:
                known = self._losses_by_id[id(losses)] = losses, self._losses.setdefault(losses, losses)
            losses = known[1]
        key = (each.platform, each.level, id(losses), each.notes)
        found = self._arrivals.get(key)
        if found is None:
            found = self._arrivals[key] = Arrival(each.platform, each.level, losses, each.notes)
        return found


def delivered(placement: Placement, level: str, path: str, lost: tuple[Loss, ...] = ()) -> tuple[Delivery, ...]:
    """Return the deliveries of an artifact that arrives at all platforms of its placement, and loses what is `lost`."""
    name, equal, paths = placement.artifact.named, placement.equal_for, (path,)
    if not placement.is_carried:
        return tuple([Delivery(name, platform, level, paths, lost) for platform in placement.platforms])
    levels = [(platform, "translated" if platform in equal else "degraded") for platform in placement.platforms]
    return tuple([Delivery(name, platform, each, paths, lost) for platform, each in levels])


def distinct(losses: Sequence[Loss]) -> tuple[Loss, ...]:
    """Return losses, each once: the same tuple for equal ones, as many artifacts lose the same on a platform."""
    if not losses:
        return ()
    return _shared(tuple(losses) if len(losses) == 1 else tuple(dict.fromkeys(losses)))


@functools.lru_cache(maxsize=4096)
def _shared(losses: tuple[Loss, ...]) -> tuple[Loss, ...]:
    """Return losses, the same object for equal ones."""
    return losses


def undeliverable(
    artifact: Artifact, platforms: Iterable[str], reason: str, losses: tuple[Loss, ...] = ()
) -> tuple[Delivery, ...]:
    """Return the deliveries of an artifact that does not arrive at some platforms, unless a part of it does."""
    name, notes = artifact.named, (reason,) if reason else ()
    return tuple(Delivery(name, platform, "unsupported", (), losses, notes) for platform in platforms)
