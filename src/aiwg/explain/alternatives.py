"""What would lie at a path if it did not lie elsewhere: a platform's own place that was not chosen, and why."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.kinds import CELL_OF
from aiwg.core.dataclass import dataclass
from aiwg.deployment.relocations import delivery_path
from aiwg.deployment.stages import Planned
from aiwg.explain.reasons import reasons_for


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An artifact that a platform would load from a path, the paths that it loads it from instead, and why."""

    artifact: str
    platform: str
    paths: tuple[str, ...]
    why: str


def elsewhere(path: str, deployment: Planned) -> Iterator[Elsewhere]:
    """Yield the artifacts that could lie at a path of their platform's own, and do not."""
    arrivals = {(arrival.artifact, arrival.platform): arrival for arrival in deployment.deliveries}
    for artifact in deployment.catalog:
        for adapter in deployment.adapters:
            cell = adapter.cells.get(CELL_OF[artifact.kind])
            arrival = arrivals.get((artifact.named, adapter.id))
            if cell is None or arrival is None or not arrival.paths:
                continue
            spellings = (each for write in cell.writes for each in write.spec.spellings() if not write.spec.anchor)
            if any(_filled(each, artifact.id) == delivery_path(path) for each in spellings if "{id" in each):
                why = next(
                    (each.says for each in reasons_for(arrival.paths[0], deployment)
                     if (each.artifact, each.platform) == (artifact.named, adapter.id)),
                    "that serves more platforms",
                )  # fmt: skip
                yield Elsewhere(artifact.named, adapter.id, arrival.paths, why)


def _filled(place: str, id: str) -> str:
    return place.replace("{id:path}", id).replace("{id}", id.replace("/", "-"))
