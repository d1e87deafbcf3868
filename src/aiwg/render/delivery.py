"""How an artifact arrives at a platform: the level, the paths, what is lost on the way."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

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
