"""What was rendered before: the files, arrivals and problems that came of one placement of one artifact.

A rendering is kept only where it depends on nothing but the artifact, the place and the platforms: not for a body that
mentions other files, nor for an agent that carries the settings of MCP servers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.findings.model import Finding
from aiwg.fs.stat_cache import GenerationCache
from aiwg.placement.place import Placement
from aiwg.render.outputs import FileOutput, Outputs
from aiwg.render.state import Delivery, RenderState

FILES = frozenset(kind.cell for kind in KINDS.values() if kind.rendering in ("file", "file-or-entry"))
Key = tuple[int, str, str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rendering:
    """What came of one placement. The artifact and the adapters are kept, so that their ids stay theirs."""

    artifact: Artifact
    adapters: tuple[Adapter, ...]
    files: tuple[FileOutput, ...]
    arrivals: tuple[Delivery, ...]
    problems: tuple[Finding, ...]


@dataclass(slots=True)
class RenderCache:
    """The renderings of the last round, and the user's models that they were made with."""

    renderings: GenerationCache[Key, Rendering] = field(default_factory=GenerationCache)
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def begin(self, models: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin a round; with other models nothing of before holds."""
        if models != self.models:
            self.renderings, self.models = GenerationCache(), models
        self.renderings.begin()

    def render(self, placement: Placement, context: RenderState, how: Callable[[Placement, RenderState], None]) -> None:
        """Render a placement, or put in what came of it before. Raises CollisionError as rendering does."""
        if not _stands_alone(placement):
            how(placement, context)
            return
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
            known = _rendered(placement, context, how, adapters)
            self.renderings.put(key, known)
        for file in known.files:
            context.outputs.add_file(file)
        context.problems += known.problems
        for arrival in known.arrivals:
            context.take(arrival)


def _stands_alone(placement: Placement) -> bool:
    artifact = placement.artifact
    return placement.cell in FILES and "@" not in artifact.body and "mcp_servers" not in artifact.fields


def _rendered(
    placement: Placement,
    context: RenderState,
    how: Callable[[Placement, RenderState], None],
    adapters: tuple[Adapter, ...],
) -> Rendering:
    alone = RenderState(context.catalog, context.platforms, context.placements, context.given, Outputs())
    how(placement, alone)
    files = tuple(output for output in alone.outputs.all() if isinstance(output, FileOutput))
    return Rendering(placement.artifact, adapters, files, tuple(alone.arrivals.values()), tuple(alone.problems))
