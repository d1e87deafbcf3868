"""What planning again in one process need not do again: one object, kept between plans."""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.adapter.model import Adapter
from aiwg.audit.auditor import NO_AUDITS, Audits
from aiwg.core.dataclass import dataclass, field
from aiwg.core.stat_cache import GenerationCache, StatCache
from aiwg.fs.tree import FileState
from aiwg.manifest import Manifest
from aiwg.placement.cache import PlacementCache
from aiwg.plan.diff import Decisions
from aiwg.render.cache import NO_RENDER_CACHE, RenderCache
from aiwg.source.cache import NO_SOURCE_CACHE, SourceCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.manifest.known import KnownManifest


@dataclass(slots=True)
class Caches:
    """Unchanged files are told by their stamps, everything else by being the same object: nothing is believed blindly.

    They are for one project and scope, and hold what one round needs. NO_CACHES hold nothing, at no cost.
    """

    sources: SourceCache = field(default_factory=SourceCache)
    audits: Audits = field(default_factory=Audits)
    adapters: StatCache[Adapter] = field(default_factory=StatCache)
    renderings: RenderCache = field(default_factory=RenderCache)
    placements: PlacementCache = field(default_factory=PlacementCache)
    actual: StatCache[FileState] = field(default_factory=StatCache)
    decisions: Decisions = field(default_factory=GenerationCache)
    manifest: KnownManifest | None = None
    keeps: bool = True

    def begin(self, models: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin a round: what the last one did not use is forgotten."""
        self.sources.begin()
        self.audits.begin()
        self.adapters.begin()
        self.renderings.begin(models)
        self.actual.begin()
        self.decisions.begin()

    def keep_manifest(self, manifest: Manifest) -> None:
        """Keep the manifest that was written, with its text. One that is a part of the known one is in that already."""
        if self.keeps and manifest.known is None:
            from aiwg.manifest.known import KnownManifest  # only a process that plans again keeps it

            self.manifest = KnownManifest.of(manifest)


NO_CACHES = Caches(
    NO_SOURCE_CACHE,
    NO_AUDITS,
    StatCache(keeps=False),
    NO_RENDER_CACHE,
    PlacementCache(GenerationCache(keeps=False)),
    StatCache(keeps=False),
    GenerationCache(keeps=False),
    keeps=False,
)
