"""A person's own instruction file must not hide the project's: where it would, it includes it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from aiwg.core.dataclass import replace
from aiwg.deployment.stages import Planned, Rendered
from aiwg.placement.resolve import Platform
from aiwg.render.blocks import include_section, style_of
from aiwg.render.outputs import Outputs

CELL = "instructions"


def with_includes(rendered: Rendered, project: Planned) -> Rendered:
    """Return what is to be on disk, with an include of each file that a platform would pass over otherwise.

    Some platforms load AGENTS.md only as long as no file of their own stands there.
    """
    outputs = Outputs()
    for output in rendered.outputs:
        outputs.add(output)
    for platform in rendered.placed.platforms:
        for local in _used(platform, {output.path for output in rendered.outputs}):
            for target in _passed_over(platform, local, project):
                section = include_section(platform, local, target)
                outputs.add_section(local, style_of(local), section, (platform.id,))
    return replace(rendered, outputs=tuple(outputs.all()))


def _used(platform: Platform, paths: set[str]) -> Iterator[str]:
    """Yield the personal files of a platform of which one is written, at the top or in a subfolder."""
    bound = platform.cells.get(CELL)
    for write in bound.cell.local if bound else ():
        name = next(write.spec.spellings())
        if any(path == name or path.endswith(f"/{name}") for path in paths):
            yield name


def _passed_over(platform: Platform, local: str, project: Planned) -> list[str]:
    """Return the files that a platform loads now, and would not any more beside its personal file."""
    spots = platform.cells[CELL].by_key.get(local, ())
    places = [spot.place for spot in spots if spot.place is not None and spot.place.group is not None]
    if not places:
        return []
    group, own = places[0].group, places[0].rank
    base, there = project.workspace.project, project.new.records
    ranks = {
        spot.path: spot.place.rank
        for spot in platform.cells[CELL].reads
        if spot.place and spot.place.group == group and spot.path != local and "{" not in spot.path
        if spot.path in there or os.path.lexists(base / spot.path)
    }
    first = min(ranks.values(), default=0)
    return sorted(path for path, rank in ranks.items() if rank == first) if first > own else []
