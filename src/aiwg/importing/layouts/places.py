"""Which files of a tree hold which artifacts: the places of a layout against the paths that are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from aiwg.adapter.model import Cell, Place
from aiwg.artifact.kinds import kind_of_cell
from aiwg.core.dataclass import dataclass
from aiwg.importing.layouts.model import TreeLayout

_VARIABLE = re.compile(r"(\{id:path\}|\{id\}|\*\*/|\*)")
_PATTERNS = {"{id:path}": "(?P<id>.+)", "{id}": "(?P<id>[^/]+)", "**/": "(?:.*/)?", "*": "[^/]*"}


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file at a place of a layout. `name` is what its path calls it, `folder` the one that is its own, if it has one.

    Both paths begin at the root of the tree.
    """

    cell: Cell
    place: Place
    path: str
    name: str
    folder: str | None = None


def placed_files(layout: TreeLayout, paths: Iterable[str], base: str = "") -> Iterator[PlacedFile]:
    """Yield the files below a base that stand at a place of the layout, each place's in the order of their paths.

    A file that an earlier place of its kind has is not had again; one without an entry of its own is had once.
    """
    inside = [path[len(base) :] for path in paths if path.startswith(base)]
    for cell in layout.adapter.cells.values():
        had = set[str]()
        for place in cell.reads:
            for path in inside:
                match = _match(cell, place, path)
                if match is None or (path in had and place.spec.selector is None):
                    continue
                had.add(path)
                name = match.groupdict().get("id") or ""
                folder = path.rpartition("/")[0] if kind_of_cell(cell.kind).has_folder else None
                own = None if folder is None else f"{base}{folder}"
                yield PlacedFile(cell, place, f"{base}{path}", name, own)


def _match(cell: Cell, place: Place, path: str) -> re.Match[str] | None:
    main = kind_of_cell(cell.kind).main if place.spec.is_folder else ""
    for spelling in place.spec.spellings():
        found = place_pattern(f"{spelling}{main}").fullmatch(path)
        if found is not None:
            return found
    return None


@cache
def place_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of a path in a layout: `{id}` and `*` stand for one name, `{id:path}` and `**/` for several."""
    parts = _VARIABLE.split(text)
    return re.compile("".join(_PATTERNS[part] if part in _PATTERNS else re.escape(part) for part in parts))
