"""What planning again in one process need not do again: one object, kept between plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.audit.sources import Audits
from aiwg.disk import Actual
from aiwg.manifest import Manifest
from aiwg.place.memory import PlaceMemory
from aiwg.plan.diff import Decisions
from aiwg.remembered import ByStamp, Rounds
from aiwg.render.memory import RenderMemory
from aiwg.source.memory import SourceMemory


@dataclass(slots=True)
class Memory:
    """Unchanged files are told by their stamps, everything else by being the same object: nothing is believed blindly.

    It is for one project and scope, and holds what one round needs.
    """

    sources: SourceMemory = field(default_factory=SourceMemory)
    audits: Audits = field(default_factory=Audits)
    adapters: ByStamp[Adapter] = field(default_factory=ByStamp)
    renderings: RenderMemory = field(default_factory=RenderMemory)
    placements: PlaceMemory = field(default_factory=PlaceMemory)
    actual: ByStamp[Actual] = field(default_factory=ByStamp)
    decisions: Decisions = field(default_factory=Rounds)
    manifest: tuple[str, Manifest] = field(default_factory=lambda: ("", Manifest()))

    def begin(self, models: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin a round: what the last one did not use is forgotten."""
        self.sources.begin()
        self.audits.begin()
        self.adapters.begin()
        self.renderings.begin(models)
        self.actual.begin()
        self.decisions.begin()
