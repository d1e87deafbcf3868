"""The layouts that there are, and the one that a tree has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aiwg.adapter.discover import Registry, discover
from aiwg.adapter.model import Adapter
from aiwg.adapter.parse import adapter_from
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core import strict_yaml
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.importing.layouts.documents import UnreadableDocumentError, read_document_file
from aiwg.importing.layouts.model import AUTO, TreeLayout
from aiwg.importing.layouts.places import place_pattern, spellings
from aiwg.importing.layouts.tree import HeldTree
from aiwg.source.tree_file import TreeFile

FILE = "layout.yaml"
FOLDER = Path(os.path.dirname(os.path.abspath(__file__)))
"""Where the layouts lie, a folder each."""

_OF_PLATFORM = ("tools", "models", "text", "aliases")
_NOT_TAKEN_OVER = frozenset({"reads", "compat", "write", "local", "switch_off", "off", "limits", "refuses", "notes"})
"""Parts of a platform's cell that are about its own places."""


@cache
def known_platforms() -> Registry:
    """Return the platforms that ship with aiwg: those of a project have no part in what a source means."""
    return discover()


@cache
def all_layouts() -> tuple[TreeLayout, ...]:
    """Return every layout, the one that is meant before the others first."""
    return tuple(sorted(map(load_layout, _ids()), key=lambda layout: layout.rank))


def _ids() -> list[str]:
    return sorted(name for name in os.listdir(FOLDER) if (FOLDER / name / FILE).is_file())


@cache
def load_layout(id: str) -> TreeLayout:
    """Return the layout in the folder of its id; it was held against its schema by our tests."""
    folder = FOLDER / id
    data = strict_yaml.parse((folder / FILE).read_text(encoding="utf-8"), trusted=True).value
    return layout_from(id, folder, data)


def layout_from(id: str, folder: Path, data: Mapping[str, Any]) -> TreeLayout:
    """Return the layout that data of the right shape describes; what it is `like` gives it its forms."""
    return TreeLayout(id, data["name"], data["rank"], data, cache(lambda: _adapter(id, folder, data)))


def _adapter(id: str, folder: Path, data: Mapping[str, Any]) -> Adapter:
    like = data.get("like")
    merged = {**data, **{cell: _listed(data[cell]) for cell in KIND_OF_CELL if cell in data}}
    if like is None:
        return adapter_from(id, folder, "layout", merged)
    platform = known_platforms().get(like).data
    merged |= {key: platform[key] for key in _OF_PLATFORM if key in platform and key not in data}
    for cell in KIND_OF_CELL:
        if cell in merged and isinstance(platform.get(cell), Mapping):
            taken = {key: value for key, value in platform[cell].items() if key not in _NOT_TAKEN_OVER}
            merged[cell] = {**taken, **merged[cell]}
    return adapter_from(data.get("unknown_keys", id), folder, "layout", merged)


def _listed(cell: Any) -> Mapping[str, Any]:
    return {"reads": cell} if isinstance(cell, list) else cell


def layout_named(id: str) -> TreeLayout:
    """Return a layout by its id. Raises UserError (usage) for one that there is not."""
    ids = _ids()
    if id in ids:
        return load_layout(id)
    hint = suggest(id, ids) or f"They are: {', '.join(ids)}"
    raise UserError(f'there is no layout "{id}".', exit=Exit.USAGE, hint=hint)


def fitting_layouts(tree: HeldTree) -> list[TreeLayout]:
    """Return the layouts that a tree is marked as, the one that is meant first."""
    return [layout for layout in all_layouts() if is_marked(layout, tree.paths, tree)]


def is_marked(layout: TreeLayout, paths: Iterable[str], tree: HeldTree, base: str = "") -> bool:
    """Say whether paths, which begin at a base of a tree, hold a mark of a layout."""
    patterns = [place_pattern(each) for marker in layout.markers for each in spellings(marker)]
    marks = (path for path in paths if any(pattern.fullmatch(path) for pattern in patterns))
    says: Mapping[str, str] | None = layout.data.get("says")
    return any(says is None or _says(tree, f"{base}{path}", says) for path in marks)


def _says(tree: HeldTree, path: str, says: Mapping[str, str]) -> bool:
    """Say whether a document has values that begin so."""
    try:
        document = read_document_file(tree, path)
    except UnreadableDocumentError:
        return False
    known = document if isinstance(document, Mapping) else {}
    return all(str(known.get(key, "")).startswith(start) for key, start in says.items())


def find_layout(files: Mapping[str, TreeFile], wanted: str = AUTO) -> TreeLayout:
    """Return the layout that a tree has, or the one that is wanted by its id.

    Raises UserError: usage for an id that there is not, source for a tree that is of no layout.
    """
    if wanted != AUTO:
        return layout_named(wanted)
    fitting = fitting_layouts(HeldTree(files))
    if not fitting:
        hint = "It needs a folder such as rules/ or skills/, or a plugin's manifest: see docs/sources.md"
        raise UserError("aiwg finds no AI context in it.", exit=Exit.SOURCE, hint=hint)
    return fitting[0]
