"""Which files of a tree hold which artifacts: the places of a layout against the paths that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from aiwg.adapter.model import Cell, Place
from aiwg.adapter.paths import parse_path
from aiwg.artifact.kinds import kind_of_cell
from aiwg.core.dataclass import dataclass

_VARIABLE = re.compile(r"(\{id:path\}|\{id\}|\*\*/|\*\*|\*)")
_PATTERNS = {
    "{id:path}": "(?P<id>.+)",
    "{id}": "(?P<id>[^/]+)",
    "**/": r"(?:(?!\.)[^/]+/)*",
    "**": ".*",
    "*": r"(?:(?<=[^/])|(?!\.))[^/]*",
}
"""What stands for several names passes over hidden ones, as globs of a shell do; `**` at an end is all there is."""


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


def placed_files(cells: Mapping[str, Cell], inside: Sequence[str], base: str = "") -> Iterator[PlacedFile]:
    """Yield the files that stand at a place, kind by kind, each place's in the order of their paths.

    `inside` are the paths below a base, as they begin there.

    A file that an earlier place of its kind has is not had again. Of places of which only the first that is there
    counts, the others are passed over.
    """
    for cell in cells.values():
        yield from _of_cell(cell, inside, base)


def _of_cell(cell: Cell, inside: Sequence[str], base: str) -> Iterator[PlacedFile]:
    but = [place_pattern(glob) for glob in cell.get("except", ())]
    had, ranks = set[str](), dict[int, int]()
    for place in cell.reads:
        patterns = [place_pattern(each) for each in _files_of(cell, place)]
        if place.group is not None and ranks.get(place.group, place.rank) < place.rank:
            continue
        for path in inside:
            match = next((found for pattern in patterns if (found := pattern.fullmatch(path))), None)
            if match is None or (path in had and place.spec.selector is None):
                continue
            if any(pattern.fullmatch(path) for pattern in but):
                continue
            had.add(path)
            if place.group is not None:
                ranks.setdefault(place.group, place.rank)
            folder = f"{base}{path}".rpartition("/")[0] if kind_of_cell(cell.kind).has_folder else None
            yield PlacedFile(cell, place, f"{base}{path}", match.groupdict().get("id") or "", folder)


def _files_of(cell: Cell, place: Place) -> Iterator[str]:
    main = kind_of_cell(cell.kind).main if place.spec.is_folder else ""
    yield from (f"{spelling}{main}" for spelling in place.spec.spellings())


def spellings(text: str) -> Iterator[str]:
    """Yield a path with each choice of its (a|b) alternatives."""
    yield from parse_path(text).spellings()


@cache
def place_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of a path in a layout: `{id}` and `*` are one name, `{id:path}` and `**/` several."""
    parts = _VARIABLE.split(text)
    return re.compile("".join(_PATTERNS[part] if part in _PATTERNS else re.escape(part) for part in parts))
