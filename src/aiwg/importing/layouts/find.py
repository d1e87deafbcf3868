"""The layouts that there are, and the one that a tree has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from aiwg.adapter.parse import adapter_from
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.importing.layouts.model import AUTO, TreeLayout
from aiwg.importing.layouts.places import place_pattern
from aiwg.source import strict_yaml
from aiwg.source.tree_file import TreeFile

FILE = "layout.yaml"
_FOLDER = os.path.dirname(os.path.abspath(__file__))


@cache
def all_layouts() -> tuple[TreeLayout, ...]:
    """Return every layout, the one that is meant before the others first."""
    folders = sorted(name for name in os.listdir(_FOLDER) if os.path.isfile(os.path.join(_FOLDER, name, FILE)))
    return tuple(sorted(map(_loaded, folders), key=lambda layout: layout.rank))


def _loaded(id: str) -> TreeLayout:
    folder = Path(_FOLDER, id)
    data = strict_yaml.parse((folder / FILE).read_text(encoding="utf-8"), trusted=True).value
    return TreeLayout(id, data["name"], data["rank"], data, adapter_from(id, folder, "layout", data))


def layout_named(id: str) -> TreeLayout:
    """Return a layout by its id. Raises UserError (usage) for one that there is not."""
    for layout in all_layouts():
        if layout.id == id:
            return layout
    ids = sorted(layout.id for layout in all_layouts())
    hint = suggest(id, ids) or f"They are: {', '.join(ids)}"
    raise UserError(f'there is no layout "{id}".', exit=Exit.USAGE, hint=hint)


def fitting_layouts(paths: Iterable[str]) -> list[TreeLayout]:
    """Return the layouts whose marks are among some paths, the one that is meant first."""
    listed = list(paths)
    return [layout for layout in all_layouts() if _is_marked(layout, listed)]


def _is_marked(layout: TreeLayout, paths: list[str]) -> bool:
    patterns = [place_pattern(marker) for marker in layout.markers]
    return any(pattern.fullmatch(path) for pattern in patterns for path in paths)


def find_layout(files: Mapping[str, TreeFile], wanted: str = AUTO) -> TreeLayout:
    """Return the layout that a tree has, or the one that is wanted by its id.

    Raises UserError: usage for an id that there is not, source for a tree that is of no layout.
    """
    if wanted != AUTO:
        return layout_named(wanted)
    fitting = fitting_layouts(files)
    if not fitting:
        hint = "It needs a folder such as rules/ or skills/, or a plugin's manifest; docs/sources.md lists all of them."
        raise UserError("aiwg finds no AI context in it.", exit=Exit.SOURCE, hint=hint)
    return fitting[0]
