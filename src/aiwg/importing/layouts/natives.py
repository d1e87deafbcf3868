"""The files at the places of a layout become drafts: each is read as the native file of a platform is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.artifact.ids import check_name
from aiwg.artifact.model import Asset
from aiwg.core.dataclass import replace
from aiwg.importing.layouts.model import TreeLayout
from aiwg.importing.layouts.places import PlacedFile, placed_files
from aiwg.importing.model import UNREAD, Native, NativeReader, NativeReading, together
from aiwg.importing.native.assets import MOST_BYTES, MOST_FILES
from aiwg.importing.native.texts import Naming, read_native
from aiwg.source.decoding import DecodingError, decode
from aiwg.source.reader import is_clutter
from aiwg.source.tree_file import TreeFile

_NAMING = Naming({})


def read_layout(files: Mapping[str, TreeFile], layout: TreeLayout) -> NativeReading:
    """Return the drafts that a tree holds, and notes about what became none."""
    placed = list(placed_files(layout, files))
    own = frozenset(each.folder for each in placed if each.folder is not None)
    return together(_read(each, files, layout, own) for each in placed)


def _read(placed: PlacedFile, files: Mapping[str, TreeFile], layout: TreeLayout, own: frozenset[str]) -> NativeReading:
    native = _native(placed, layout)
    file = files.get(placed.path)
    if file is None:
        return NativeReading(notes=(native.note(UNREAD, "cannot be read"),))
    try:
        text, _ = decode(file.data)
    except DecodingError as error:
        return NativeReading(notes=(native.note(UNREAD, str(error), line=error.line),))
    native = replace(native, text=text)
    if placed.folder is None:
        return read_native(native, _NAMING)
    assets, notes = [], []
    for path, asset in _beside(placed, files, own):
        bad = next((bad for name in path.split("/") if (bad := check_name(name)) is not None), None)
        if bad is not None:
            notes.append(native.note(UNREAD, f"the name {bad.reason}", path))
        else:
            assets.append(Asset(path, asset.data, asset.executable))
    if len(assets) > MOST_FILES or sum(len(asset.data) for asset in assets) > MOST_BYTES:
        return NativeReading(notes=(native.note(UNREAD, "has more files beside it than a skill may have"),))
    reading = read_native(replace(native, assets=tuple(sorted(assets, key=lambda each: each.path))), _NAMING)
    return NativeReading(reading.drafts, (*reading.notes, *notes))


def _native(placed: PlacedFile, layout: TreeLayout) -> Native:
    name = placed.name or (placed.folder or "").rpartition("/")[2]
    reader = NativeReader(layout.adapter.id)
    return Native(
        placed.path, placed.path, name, layout.adapter, placed.cell, placed.place, (reader,), names=(placed.path,)
    )


def _beside(placed: PlacedFile, files: Mapping[str, TreeFile], own: frozenset[str]) -> Iterator[tuple[str, TreeFile]]:
    """Yield the files in the folder of an artifact, by their paths in it, without those of another one below it."""
    folder = f"{placed.folder}/" if placed.folder else ""
    for path in files:
        if not path.startswith(folder) or path == placed.path:
            continue
        names = path[len(folder) :].split("/")
        parents = ("/".join((folder + "/".join(names[:end])).split("/")) for end in range(1, len(names)))
        if any(is_clutter(name) for name in names) or any(parent in own for parent in parents):
            continue
        if not folder and names[0].startswith("."):
            continue  # a repository that is one skill: what belongs to the repository stays there
        file = files.get(path)
        if file is not None:
            yield path[len(folder) :], file
