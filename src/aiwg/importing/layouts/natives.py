"""The files at the places of a layout become drafts: each is read as the native file of a platform is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiwg.artifact.ids import check_name
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Asset
from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.compare import READERS
from aiwg.importing.entries import selected_entries
from aiwg.importing.layouts.documents import UnreadableDocumentError, read_document_file
from aiwg.importing.layouts.manifest import PackageParts
from aiwg.importing.layouts.model import TreeLayout
from aiwg.importing.layouts.places import PlacedFile, placed_files
from aiwg.importing.layouts.reactions import behavior_of, placed_behaviors, unreadable
from aiwg.importing.layouts.sessions import without_idle_matchers
from aiwg.importing.layouts.settle import settled
from aiwg.importing.layouts.targets import Aimed, aimed
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.model import (
    KEPT,
    NOT_LOADED,
    UNREAD,
    UNSETTLED,
    KeyNote,
    Native,
    NativeReader,
    NativeReading,
    together,
)
from aiwg.importing.native.assets import MOST_BYTES, MOST_FILES
from aiwg.importing.native.bodies import document_of
from aiwg.importing.native.fields import MISSING, at, top
from aiwg.importing.native.read import NativeText, UnreadableNativeError, parted
from aiwg.importing.native.texts import Naming, read_document
from aiwg.source.decoding import DecodingError, decode
from aiwg.source.reader import is_clutter
from aiwg.source.tree_file import TreeFile

_NAMING = Naming({})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one file became, or that it is of another kind than its place is for."""

    found: NativeReading
    is_taken: bool = True


_OF_ANOTHER_KIND = _Reading(NativeReading(), False)


def read_package(tree: HeldTree, parts: PackageParts) -> NativeReading:
    """Return the drafts that a package holds, and notes about what became none."""
    placed = list(placed_files(parts.cells, tree.inside(parts.package.base), parts.package.base))
    own = frozenset(each.folder for each in placed if each.folder is not None)
    taken, readings = set[str](), [NativeReading(notes=tuple(parts.notes))]
    for each in placed:
        is_document = each.place.spec.selector is not None
        if each.path in taken and not is_document:
            continue
        reading = _of_document(each, tree, parts) if is_document else _of_file(each, tree, parts, own)
        if reading.is_taken:
            taken.add(each.path)
            readings.append(reading.found)
    readings += [_of_behavior(each, tree, parts) for each in placed_behaviors(tree, parts)]
    for cell_kind, path, document in parts.inline:
        readings.append(_of_inline(cell_kind, path, document, parts))
    return together(readings)


def _of_file(placed: PlacedFile, tree: HeldTree, parts: PackageParts, own: frozenset[str]) -> _Reading:
    layout = parts.package.layout
    native = _native(placed, layout)
    file = tree.get(placed.path)
    if file is None:
        return _Reading(NativeReading(notes=(native.note(UNREAD, "cannot be read"),)))
    try:
        native = replace(native, text=decode(file.data)[0])
        text = document_of(native, None)
    except (DecodingError, UnreadableNativeError) as error:
        return _Reading(NativeReading(notes=(native.note(UNREAD, str(error), line=error.line),)))
    except RecursionError:
        return _Reading(NativeReading(notes=(native.note(UNREAD, "is nested too deeply"),)))
    where = placed.cell.get("where", ())
    if where and not any(_fits(text.front, each) for each in where):
        return _OF_ANOTHER_KIND
    why = next((rule["why"] for rule in placed.cell.get("skips", ()) if _fits(text.front, rule["where"])), "")
    if why:
        return _Reading(NativeReading(notes=(native.note(NOT_LOADED, why),)))
    assets, notes = _assets(native, placed, tree, own) if placed.folder is not None else ((), ())
    return _Reading(_read(native, text, assets, notes, layout))


def _of_behavior(placed: PlacedFile, tree: HeldTree, parts: PackageParts) -> NativeReading:
    """Return a behavior in the form that the layout says, which no platform has a file for."""
    layout, native = parts.package.layout, _native(placed, parts.package.layout)
    file = tree.get(placed.path)
    try:
        text = parted(decode(file.data)[0]) if file is not None else NativeText("")
    except DecodingError as error:
        return unreadable(native, str(error), error.line)
    if not text.text.strip():
        return unreadable(native, "is empty, or cannot be read", None)
    aim = aimed(native, text.front, layout)
    if aim.is_for_nobody:
        return NativeReading(notes=tuple(aim.notes))
    assets, notes = _assets(native, placed, tree, frozenset())
    found = behavior_of(native, aim.front, text.body, assets, layout.data["behaviors"])
    drafts = tuple(settled(draft, layout, aim) for draft in found.drafts)
    return NativeReading(drafts, (*notes, *aim.notes, *found.notes))


def _fits(front: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    """Say whether keys have these values; `present` stands for any."""
    for key, wanted in where.items():
        value = at(front, key)
        if value is MISSING or (wanted != "present" and value != wanted):
            return False
    return True


def _read(
    native: Native, text: NativeText, assets: tuple[Asset, ...], notes: Sequence[Any], layout: TreeLayout
) -> NativeReading:
    """Return the draft of a text, after what it says about tools and what its kind has no place for is taken out."""
    text = unwrapped(text, layout)
    aim = aimed(native, text.front, layout)
    if aim.is_for_nobody:
        return NativeReading(notes=tuple(aim.notes))
    told = [*notes, *aim.notes]
    folder_key = top(str(native.cell.get("folder_in", "")))
    aim.front.pop(folder_key, None)
    for key, reason in (native.cell.get("drops") or {}).items():
        if key in aim.front:
            del aim.front[key]
            told.append(native.note(NOT_LOADED if reason else KEPT, reason or "", key, text.lines.get(key)))
    native = _placed_in(native, text.front)
    if aim.front != text.front:
        text = replace(text, front=aim.front, text="")
    found = read_document(replace(native, assets=assets), text, assets, tuple(told), _NAMING)
    if any(layout.id in draft.artifact.include for draft in found.drafts) and layout.adapter.id == layout.id:
        return unreadable(native, f"limits itself in a way that only {layout.name} knows", None)
    return NativeReading(tuple(settled(draft, layout, aim) for draft in found.drafts), found.notes)


def unwrapped(text: NativeText, layout: TreeLayout) -> NativeText:
    """Return a text with keys that stand below another one beside it: a tool's own below one of a standard."""
    front = dict(text.front)
    for key in layout.data.get("unwrap", ()):
        inner = at(front, key)
        if isinstance(inner, Mapping):
            del front[top(key)]
            front |= {str(name): value for name, value in inner.items()}
    return text if front == text.front else replace(text, front=front, text="")


def _placed_in(native: Native, front: Mapping[str, Any]) -> Native:
    """Return a native in the folder that its keys say it is for, if its cell has such a key."""
    folder = at(front, str(native.cell.get("folder_in", "")))
    if not isinstance(folder, str):
        return native
    parts = [part for part in folder.split("/") if part not in ("", ".")]
    return replace(native, folder="/".join(parts)) if all(check_name(part) is None for part in parts) else native


def _of_document(placed: PlacedFile, tree: HeldTree, parts: PackageParts) -> _Reading:
    native = _native(placed, parts.package.layout)
    try:
        document = read_document_file(tree, placed.path, placed.cell.get("format"))
    except UnreadableDocumentError as error:
        return _Reading(NativeReading(notes=(native.note(UNREAD, str(error), line=error.line),)))
    return _Reading(_of_value(native, document, parts.package.layout))


def _of_inline(cell_kind: str, path: str, document: Any, parts: PackageParts) -> NativeReading:
    """Return what stands in a manifest itself, in the form of the first document of its kind."""
    cell = parts.cells[cell_kind]
    place = next(place for place in cell.reads if place.spec.selector is not None)
    return _of_value(_native(PlacedFile(cell, place, path, ""), parts.package.layout), document, parts.package.layout)


def _of_value(native: Native, document: Any, layout: TreeLayout) -> NativeReading:
    """Return what a document holds, which may hold it bare: without the key that it usually stands below."""
    selector = native.place.spec.selector
    head = [key for key in (selector.keys if selector else ()) if key != "{id}"]
    if native.cell.get("bare") and head and isinstance(document, Mapping) and head[0] not in document:
        for key in reversed(head):
            document = {key: document}
    found = [_of_entry(each, layout) for each in selected_entries(native, document) if each.name[:1] != "$"]
    return together([NativeReading(notes=tuple(_named_elsewhere(native, document, layout))), *found])


def _named_elsewhere(native: Native, document: Any, layout: TreeLayout) -> Iterator[KeyNote]:
    """Yield a note about each member of a list that is a name alone, which only the tool itself can look up."""
    selector = native.place.spec.selector
    for key in selector.keys if selector is not None and selector.member == "key" else ():
        document = document.get(key) if isinstance(document, Mapping) else None
    for number, each in enumerate(document if isinstance(document, list) else ()):
        if isinstance(each, str):
            yield native.note(NOT_LOADED, f"{each[:100]} is a name that only {layout.name} looks up", f"[{number}]")


def _of_entry(native: Native, layout: TreeLayout) -> NativeReading:
    value = native.value
    kind = KINDS[native.kind]
    if kind.rendering not in READERS:
        try:
            return _read(native, document_of(native, None), (), (), layout)
        except UnreadableNativeError as error:
            return NativeReading(notes=(native.note(UNREAD, str(error), line=error.line),))
    aim = aimed(native, value, layout) if isinstance(value, Mapping) and kind.entries_as == "map" else Aimed({})
    if aim.is_for_nobody:
        return NativeReading(notes=tuple(aim.notes))
    if aim.front or aim.notes:
        native = replace(native, value={key: each for key, each in aim.front.items() if key not in _drops(native)})
    told = list(aim.notes)
    if kind.key_form == "events":
        native, more = without_idle_matchers(native)
        told += more
    found = _of_package(READERS[kind.rendering](native))
    return NativeReading(tuple(settled(draft, layout, aim) for draft in found.drafts), (*told, *found.notes))


def _of_package(reading: NativeReading) -> NativeReading:
    """Return a reading whose notes are about a package: what is not taken of it stays nowhere."""
    notes = (replace(note, reason=note.reason.replace("it stays here", "it is left out")) for note in reading.notes)
    return NativeReading(reading.drafts, tuple(notes))


def _drops(native: Native) -> Mapping[str, Any]:
    return native.cell.get("drops") or {}


def _native(placed: PlacedFile, layout: TreeLayout) -> Native:
    name = placed.name or (placed.folder or placed.path.rpartition(".")[0] or placed.path).rpartition("/")[2]
    reader = NativeReader(layout.adapter.id, when=UNSETTLED)
    return Native(
        placed.path, placed.path, name, layout.adapter, placed.cell, placed.place, (reader,), names=(placed.path,)
    )


def _assets(native: Native, placed: PlacedFile, tree: HeldTree, own: frozenset[str]) -> tuple[Any, Any]:
    """Return the files in the folder of an artifact, and notes about those that cannot come along."""
    assets, notes, size = list[Asset](), [], 0
    for path, file in _beside(placed, tree, own):
        bad = next((bad for name in path.split("/") if (bad := check_name(name)) is not None), None)
        if bad is not None:
            notes.append(native.note(UNREAD, f"the name {bad.reason}", path))
            continue
        size += len(file.data)
        if len(assets) >= MOST_FILES or size > MOST_BYTES:
            notes.append(native.note(UNREAD, "has more files next to it than a skill may have", "files"))
            break
        assets.append(Asset(path, file.data, file.executable))
    return tuple(sorted(assets, key=lambda asset: asset.path)), tuple(notes)


def _beside(placed: PlacedFile, tree: HeldTree, own: frozenset[str]) -> Iterator[tuple[str, TreeFile]]:
    """Yield the files in the folder of an artifact, by their paths in it, without those of another one below it."""
    folder = f"{placed.folder}/" if placed.folder else ""
    for path in tree.below(folder):
        if path == placed.path:
            continue
        names = path[len(folder) :].split("/")
        if any(is_clutter(name) for name in names) or (not folder and names[0].startswith(".")):
            continue  # of a repository that is one skill, what belongs to the repository stays there
        if any(folder + "/".join(names[:end]) in own for end in range(1, len(names))):
            continue
        file = tree.get(path)
        if file is not None:
            yield path[len(folder) :], file
