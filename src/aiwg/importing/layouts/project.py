"""The source of another tool in a project, or in a folder that somebody names: found, and read as drafts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.layouts.find import all_layouts, fitting_layouts, is_marked, layout_named
from aiwg.importing.layouts.folder import FolderTree, read_folder, read_parts
from aiwg.importing.layouts.model import AUTO, TreeLayout
from aiwg.importing.layouts.translated import read_tree
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.model import NOT_LOADED, UNREAD, Draft, KeyNote, NativeReader

NONE = "none"
"""The word for no layout: what tools read is imported, and nothing else."""


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What the source of another tool holds. `shown` is where it lies, as a person writes it.

    `is_alone`: it is all that is imported; else what tools read in the same folder is, too.
    """

    layout: TreeLayout
    shown: str
    drafts: tuple[Draft, ...]
    notes: tuple[KeyNote, ...]
    is_alone: bool = False


def read_source(folder: Path, wanted: str, pick: Sequence[str], is_named: bool) -> SourceReading | None:
    """Return what a folder holds in the layout that is wanted, or in the one that it shows; None for none.

    A folder that was named may be a plugin, a marketplace or a folder of skills. In a project those are products, and
    only the sources of other tools are looked for.

    Raises UserError for a layout or a plugin that there is not.
    """
    if wanted == NONE:
        return None
    if wanted != AUTO:
        return _wanted(folder, layout_named(wanted), pick)
    tree = read_folder(folder) if is_named else None
    fitting = fitting_layouts(HeldTree(tree)) if tree is not None else []
    if tree is not None and fitting and fitting[0].is_package and not _is_only_of_project(folder, fitting[0]):
        return _reading(folder, fitting[0], tree, pick, (), is_alone=True)
    found = _of_project(folder)
    if found:
        layout, part = found[0]
        notes = [KeyNote(_shown(each), "", NOT_LOADED, _also(each)) for each, _ in found[1:]]
        return _reading(folder, layout, part, pick, notes, is_alone=False)
    return _reading(folder, fitting[0], tree, pick, (), is_alone=True) if tree is not None and fitting else None


def _wanted(folder: Path, layout: TreeLayout, pick: Sequence[str]) -> SourceReading:
    """Return what a folder holds in a layout that somebody named: its parts in a project, or all of the folder."""
    parts = read_parts(folder, layout.data["project"]) if layout.is_of_project else None
    if parts is not None and is_marked(layout, parts, HeldTree(parts)):
        return _reading(folder, layout, parts, pick, (), is_alone=False)
    return _reading(folder, layout, read_folder(folder), pick, (), is_alone=True)


def _is_only_of_project(folder: Path, layout: TreeLayout) -> bool:
    """Say whether a package is the source of a project, with what its tools read beside it."""
    return layout.is_of_project and any(each is layout for each, _ in _of_project(folder))


def _of_project(folder: Path) -> list[tuple[TreeLayout, FolderTree]]:
    """Return the layouts of which a project holds the source, each with what there is of it."""
    found = []
    for layout in all_layouts():
        parts = layout.data.get("project", ())
        if any(os.path.lexists(folder / part.rstrip("/")) for part in parts):
            tree = read_parts(folder, parts)
            if is_marked(layout, tree, HeldTree(tree)):
                found.append((layout, tree))
    return found


def _shown(layout: TreeLayout) -> str:
    return str(layout.data["project"][0]) if "project" in layout.data else layout.name


def _also(layout: TreeLayout) -> str:
    return f"is a source of {layout.name}, too; to import that one: aiwg import --layout {layout.id}"


def _reading(
    folder: Path,
    layout: TreeLayout,
    tree: FolderTree,
    pick: Sequence[str],
    notes: Iterable[KeyNote],
    is_alone: bool,
) -> SourceReading:
    reading = read_tree(HeldTree(tree), layout, pick)
    unread = [KeyNote(each.file or "", "", UNREAD, each.message) for each in tree.findings if each.level == "error"]
    root = os.path.abspath(folder)
    drafts = tuple(_in_folder(draft, root) for draft in reading.drafts)
    return SourceReading(layout, _shown(layout), drafts, (*notes, *unread, *reading.notes), is_alone)


def _in_folder(draft: Draft, root: str) -> Draft:
    """Return a draft whose natives lie in a folder; no platform reads them, so they have no name that one does."""
    natives = tuple(replace(each, path=f"{root}/{each.path}", names=()) for each in draft.natives)
    return replace(draft, natives=natives)


def for_platforms(drafts: Iterable[Draft], platforms: Sequence[str]) -> list[Draft]:
    """Return drafts that are loaded by those of some platforms that they are for, when a deploy has brought them."""
    found = []
    for draft in drafts:
        wanted = [id for id in platforms if not draft.artifact.include or id in draft.artifact.include]
        readers = tuple(NativeReader(id) for id in wanted)
        natives = tuple(replace(native, readers=readers or native.readers) for native in draft.natives)
        found.append(replace(draft, natives=natives))
    return found
