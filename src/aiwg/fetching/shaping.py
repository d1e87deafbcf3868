"""The raw files that say how a tree is read, without being in an artifact: marks, manifests and indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.importing.layouts.find import layout_named
from aiwg.importing.layouts.model import TreeLayout
from aiwg.importing.layouts.places import place_pattern, spellings


def shaping_paths(layout: TreeLayout, paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths of a tree by whose names alone a layout tells what it is and where its packages lie."""
    patterns = [place_pattern(each) for text in _places(layout) for each in spellings(text)]
    yield from (path for path in paths if any(pattern.fullmatch(path) for pattern in patterns))


def _places(layout: TreeLayout) -> Iterator[str]:
    yield from layout.markers
    packages = layout.data.get("packages") or {}
    yield from packages.get("index", ())
    yield from (f"{at}{packages['marked']}" for at in packages.get("at", ()))
    for id in packages.get("layouts", ()):
        yield from (f"**/{marker}" for marker in layout_named(id).markers)
