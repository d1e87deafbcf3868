"""The artifacts of the sources as the index takes them."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.kinds import KINDS
from aiwg.commands.find.index import IndexedArtifact
from aiwg.deployment.on_demand.reading import READY, ReadableSources
from aiwg.deployment.sources import about


def documents_of(sources: ReadableSources) -> Iterator[tuple[IndexedArtifact, str]]:
    """Yield each artifact that agents can look for, with its text; without it while nobody approved the artifact."""
    for artifact in sources:
        kind, _, id = artifact.named.partition("/")
        said = " ".join(about(artifact).split()) if kind in KINDS else ""
        state = sources.state_of(artifact)
        found = IndexedArtifact(artifact.named, kind, id, said, sources.delivery_of(artifact), state)
        yield found, artifact.body if state == READY else ""
