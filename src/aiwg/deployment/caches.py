"""What planning again in one process need not do again: one object, kept between plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.audit.auditor import Audits
from aiwg.fs.stat_cache import GenerationCache, StatCache
from aiwg.fs.tree import FileState
from aiwg.manifest import Manifest
from aiwg.placement.cache import PlacementCache
from aiwg.plan.diff import Decisions
from aiwg.render.cache import RenderCache
from aiwg.source.cache import SourceCache


@dataclass(slots=True)
class Caches:
    """Unchanged files are told by their stamps, everything else by being the same object: nothing is believed blindly.

    It is for one project and scope, and holds what one round needs.
    """

    sources: SourceCache = field(default_factory=SourceCache)
    audits: Audits = field(default_factory=Audits)
    adapters: StatCache[Adapter] = field(default_factory=StatCache)
    renderings: RenderCache = field(default_factory=RenderCache)
    placements: PlacementCache = field(default_factory=PlacementCache)
    actual: StatCache[FileState] = field(default_factory=StatCache)
    decisions: Decisions = field(default_factory=GenerationCache)
    manifest: tuple[str, Manifest] = field(default_factory=lambda: ("", Manifest()))

    def begin(self, models: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin a round: what the last one did not use is forgotten."""
        self.sources.begin()
        self.audits.begin()
        self.adapters.begin()
        self.renderings.begin(models)
        self.actual.begin()
        self.decisions.begin()
