"""A tree of another tool's layout as a canonical one: everything that reads native files comes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aiwg.artifact.kinds import KINDS, SETTINGS
from aiwg.findings.model import Finding
from aiwg.importing.layouts.apart import apart
from aiwg.importing.layouts.behaviors import with_behaviors
from aiwg.importing.layouts.find import fitting_layouts
from aiwg.importing.layouts.manifest import parts_of
from aiwg.importing.layouts.model import Translation, TreeLayout
from aiwg.importing.layouts.natives import read_package
from aiwg.importing.layouts.packages import find_packages
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.model import CHANGED, NOT_LOADED, UNREAD, Draft, KeyNote, NativeReading, together
from aiwg.importing.sources import as_sources, settings_text
from aiwg.source.tree_file import TreeFile


def read_tree(tree: HeldTree, layout: TreeLayout, pick: Sequence[str]) -> NativeReading:
    """Return the drafts that a tree holds, each with an id of its own, and notes about what became none.

    Raises UserError as `find_packages` does.
    """
    found = find_packages(tree, layout, pick)
    readings = [NativeReading(notes=tuple(found.notes))]
    packages = list[tuple[str, NativeReading]]()
    for package in found.packages:
        parts = parts_of(tree, package)
        packages.append((package.name, with_behaviors(read_package(tree, parts), parts, tree)))
    readings.append(apart(packages))
    return together(readings)


def translated(files: Mapping[str, TreeFile], layout: TreeLayout, pick: Sequence[str]) -> Translation:
    """Return the canonical tree of a tree that is none. Raises UserError as `find_packages` does."""
    tree = HeldTree(files)
    reading = read_tree(tree, layout, pick)
    written = as_sources(reading.drafts)
    made = {each.path: TreeFile(each.data, each.executable) for each in written.files}
    for name in SETTINGS:
        entries = [artifact for artifact in written.entries if KINDS[artifact.kind].settings == name]
        if entries:
            made[name] = TreeFile(settings_text(entries).encode("utf-8", "surrogatepass"))
    others = tuple(_of_other_layouts(tree, layout))
    notes = (*reading.notes, *written.notes, *(note for draft in written.drafts for note in draft.notes))
    origins = {draft.artifact.key: _raw_paths(draft) for draft in written.drafts}
    findings = (*others, *map(_finding, filter(_is_told, notes)))
    return Translation(dict(sorted(made.items())), origins, findings, layout.id)


def _of_other_layouts(tree: HeldTree, layout: TreeLayout) -> Iterator[Finding]:
    """Yield a finding for each source of another tool in the same tree, which is left where it is."""
    for other in fitting_layouts(tree):
        if other.is_of_project and other.id != layout.id:
            message = f"is a source of {other.name}, too, which is not taken"
            yield Finding("not-taken", "info", message, other.markers[0].partition("*")[0], hint=f"as: {other.id}")


def _raw_paths(draft: Draft) -> tuple[str, ...]:
    """Return the raw paths that a draft's content came from, and those without which its id would be another one."""
    found = dict[str, None]()
    for native in draft.natives:
        found[native.path] = None
        folder = native.path.rpartition("/")[0]
        for asset in native.assets or ():
            found[f"{folder}/{asset.path}" if folder else asset.path] = None
        found |= dict.fromkeys(native.beside)
    return tuple(found)


def _is_told(note: KeyNote) -> bool:
    return note.level in (CHANGED, NOT_LOADED, UNREAD)


def _finding(note: KeyNote) -> Finding:
    """Return what became of a file or a key as a finding."""
    level = "warning" if note.level == UNREAD else "info"
    code = "translated" if note.level == CHANGED else "not-taken"
    said = f"{note.key}: {note.reason}" if note.key else note.reason
    return Finding(code, level, said or "is not taken", note.path.partition("#")[0], note.line)
