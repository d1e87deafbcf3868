"""What was rendered before: the files, deliveries and problems that came of one placement of one artifact.

A rendering is kept only where it depends on nothing but the artifact, the place and the platforms: not for a body that
mentions other files, nor for an agent that carries the settings of MCP servers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field
from aiwg.core.stat_cache import GenerationCache
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext
from aiwg.render.rendering import Rendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILES = frozenset(kind.cell for kind in KINDS.values() if kind.rendering in ("file", "file-or-entry"))
Renderer = Callable[[Placement, RenderContext], Rendering]
Key = tuple[int, str, str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class KnownRendering:
    """What came of one placement. The artifact and the adapters are kept, so that their ids stay theirs."""

    artifact: Artifact
    adapters: tuple[Adapter, ...]
    rendering: Rendering


@dataclass(slots=True)
class RenderCache:
    """The renderings of the last round, and the user's models that they were made with."""

    renderings: GenerationCache[Key, KnownRendering] = field(default_factory=GenerationCache)
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def begin(self, models: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin a round; with other models nothing of before holds."""
        if models != self.models:
            self.models = models
            self.renderings.clear()
        self.renderings.begin()

    def render(self, placement: Placement, context: RenderContext, renderer: Renderer) -> Rendering:
        """Return what a placement adds: what came of it before, if it would come out the same."""
        if not (self.renderings.keeps and placement.cell in FILES and stands_alone(placement.artifact)):
            return renderer(placement, context)
        # by identity: an artifact that was loaded anew may differ in what its equality does not compare, its origin
        key = (
            id(placement.artifact),
            placement.spot.key,
            placement.writer.id,
            context.placed_id(placement),
            placement.platforms,
        )
        adapters = tuple(context.platforms[id].adapter for id in (placement.writer.id, *placement.platforms))
        known = self.renderings.get(key)
        if known is None or known.artifact is not placement.artifact or known.adapters != adapters:
            known = KnownRendering(placement.artifact, adapters, renderer(placement, context))
            self.renderings.put(key, known)
        return known.rendering


NO_RENDER_CACHE = RenderCache(GenerationCache(keeps=False))


def stands_alone(artifact: Artifact) -> bool:
    """Say whether nothing beside an artifact, its place and the platforms decides what its files hold."""
    return "@" not in artifact.body and "mcp_servers" not in artifact.fields
