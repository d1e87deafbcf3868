"""Finding what platforms read in a project: every file of the one model of reading, each once, with who loads it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.paths import PROJECT, USER
from aiwg.artifact.kinds import KINDS, LOADED_CELLS
from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.entries import entries_of_settings
from aiwg.importing.model import NOT_LOADED, UNREAD, KeyNote, Native, NativeReader
from aiwg.importing.native.fields import at
from aiwg.importing.native.read import UnreadableNativeError, parted, read_text
from aiwg.importing.unreadable import FailureReader, unreadable_files
from aiwg.loading import LoadedItem, StartFolder, look_around
from aiwg.loading.find import files_at
from aiwg.loading.model import DROPPED, FOLDER, GATED, OURS
from aiwg.manifest import FILE, Record

PERSONAL = ".local."
"""Part of the names of files that are one person's own and stay out of the project's source."""

IGNORE, INSTRUCTIONS = KINDS["ignore"].cell, KINDS["instructions"].cell


@dataclass(frozen=True, slots=True)
class Ground:
    """Where natives are looked for: the folder to start in, the scope, and what the manifest says is aiwg's."""

    here: StartFolder
    scope: str
    records: Mapping[str, Record]

    @property
    def root(self) -> str:
        """Return the folder that natives lie below."""
        return self.here.environment.home if self.scope == USER else self.here.start

    @property
    def ours(self) -> frozenset[str]:
        """Return the paths below the root of files that aiwg writes."""
        start = f"{self.root}/"
        return frozenset(path.removeprefix(start) for path in self.records if path.startswith(start))


@dataclass(frozen=True, slots=True)
class FoundNatives:
    """The natives of some platforms, each once, and notes about files that are passed over."""

    natives: tuple[Native, ...]
    notes: tuple[KeyNote, ...] = ()


def find_natives(adapters: Sequence[Adapter], ground: Ground) -> FoundNatives:
    """Return what platforms read in a project, or in the home folder, that is not aiwg's."""
    collected: dict[tuple[str, str, str], Native] = {}
    notes: list[KeyNote] = []
    reader = FailureReader(ground.here.reader)
    ground = replace(ground, here=replace(ground.here, reader=reader))
    for adapter in adapters:
        for native in _of_platform(adapter, ground, notes):
            _add(collected, native)
    notes += unreadable_files(list(reader.failed), adapters, ground.here, ground.root, ground.scope)
    return FoundNatives(tuple(_once(collected.values())), tuple(dict.fromkeys(notes)))


def _once(natives: Iterable[Native]) -> Iterator[Native]:
    """Yield natives, of a file that platforms read as several kinds the one that its place is written for."""
    listed = list(natives)
    kinds: dict[str, list[Native]] = {}
    for native in listed:
        if not native.entry and native.cell.kind in LOADED_CELLS:
            kinds.setdefault(native.path, []).append(native)
    for native in listed:
        rivals = kinds.get(native.path, ())
        if len(rivals) < 2 or native is min(rivals, key=_strangeness) or native.entry:
            yield native


def _strangeness(native: Native) -> tuple[int, bool]:
    """Return how unlikely a kind is for a file: constants that it lacks, and a place that is not written for it."""
    consts = [rule for rule in native.cell.fields or () if rule.has_const]
    marked = 0
    if consts:
        try:
            front = parted(read_text(native.path)).front
        except UnreadableNativeError:
            front = {}
        marked = -1 if all(at(front, rule.target) == rule.const for rule in consts) else 1
    return marked, not any(write.spec.rest == native.place.spec.rest for write in native.cell.writes)


def _add(collected: dict[tuple[str, str, str], Native], native: Native) -> None:
    """Add a native, or its readers to the one that is the same file; the form is that of the tool it belongs to."""
    key = (native.cell.kind, native.path, native.entry)
    known = collected.get(key)
    if known is None:
        collected[key] = native
        return
    readers = {reader.platform: reader for reader in (*native.readers, *known.readers)}
    for reader in native.readers:
        if reader.is_loaded:
            readers[reader.platform] = reader
    best = native if _rank(native) < _rank(known) else known
    names = tuple(dict.fromkeys((*known.names, *native.names)))
    collected[key] = replace(best, readers=tuple(readers.values()), names=names, shown=known.shown)


def _rank(native: Native) -> tuple[bool, bool]:
    """Return how far a native is from being of the platform whose form it is read in."""
    first = native.place.spec.rest.partition("/")[0]
    signs = native.adapter.data.get("detect", {}).get("paths", ())
    return native.place.compat, not any(sign.partition("/")[0] == first for sign in signs)


def _of_platform(adapter: Adapter, ground: Ground, notes: list[KeyNote]) -> Iterator[Native]:
    for surface in adapter.surfaces:
        for item in look_around(adapter, ground.here, surface, ground.records).items:
            native = _native_of(adapter, item, ground, notes)
            if native is not None:
                yield native
    yield from _below(adapter, ground)
    yield from _ignore_files(adapter, ground)
    yield from entries_of_settings(adapter, ground.here, ground.scope, ground.root, ground.records, notes)


def _below(adapter: Adapter, ground: Ground) -> Iterator[Native]:
    """Yield the instructions of subfolders that a platform reads when it is started there."""
    cell = adapter.cells.get(INSTRUCTIONS)
    if cell is None or ground.scope == USER:
        return
    for place in cell.reads:
        scope, _ = ground.here.environment.located(adapter, place.spec)
        if place.nested != "up" or scope != PROJECT or place.spec.selector or "{" in place.spec.rest:
            continue
        for folder in ground.here.below:
            for spelling in place.spec.spellings():
                path = f"{folder}/{spelling}"
                record = ground.records.get(path)
                if not ground.here.is_there(path) or (record is not None and record.own == "file"):
                    continue
                real = ground.here.reader.real(path)
                if ground.here.reader.text(path) is None or not _is_below(real, ground.here.reader.real(ground.root)):
                    continue
                shown, relative = ground.here.shown(path), posixpath.relpath(folder, ground.here.start)
                if PERSONAL not in spelling:
                    reader = NativeReader(adapter.id, when=FOLDER)
                    yield Native(real, shown, "", adapter, cell, place, (reader,), folder=relative, names=(shown,))


def _native_of(adapter: Adapter, item: LoadedItem, ground: Ground, notes: list[KeyNote]) -> Native | None:
    """Return the native of a file that a platform looks at, None for one that is not to be imported."""
    path, _, entry = item.path.partition("#")
    if item.owner == OURS or not _is_in_scope(item, path, ground):
        return None
    if item.parent and not _is_own_place(adapter, item, path, ground):
        return None  # what a file includes stays where it is, and so does the include
    if ground.scope == PROJECT and PERSONAL in posixpath.basename(path):
        notes.append(KeyNote(item.shown, "", NOT_LOADED, "is personal, and stays in its place"))
        return None
    real = item.real.partition("#")[0]
    if not _is_below(real, ground.here.reader.real(ground.root)):
        notes.append(KeyNote(item.shown, "", UNREAD, "is a link to a place outside the project"))
        return None
    record = ground.records.get(real)
    if record is not None and record.own == FILE:
        return None  # a link led to what aiwg wrote
    loaded = item.is_loaded or item.state == GATED
    reader = NativeReader(adapter.id, loaded, item.why, item.when, item.globs, item.name)
    cell = adapter.cells[item.kind]
    folder = posixpath.relpath(item.folder, ground.here.start) if item.folder else ""
    value = dict(item.front) if entry else None
    name = item.path_name or item.name
    names = (item.shown,)
    if item.state == DROPPED and not item.front and item.kind == KINDS["agent"].cell:
        reader = replace(reader, is_loaded=False)
    return Native(real, item.shown, name, adapter, cell, item.place, (reader,), entry, value, folder, names=names)


def _is_own_place(adapter: Adapter, item: LoadedItem, path: str, ground: Ground) -> bool:
    """Say whether a file that another one includes lies where its platform could read it by itself."""
    inside = path[len(ground.here.start) + 1 :] if _is_below(path, ground.here.start) else path
    spellings = (each for place in adapter.cells[item.kind].reads for each in place.spec.spellings())
    return any(inside == each or (item.folder and inside.endswith(f"/{each}")) for each in spellings if "{" not in each)


def _is_in_scope(item: LoadedItem, path: str, ground: Ground) -> bool:
    if item.scope == ground.scope and ground.scope == USER:
        return True
    return item.scope == ground.scope == PROJECT and _is_below(path, ground.root)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")


def _ignore_files(adapter: Adapter, ground: Ground) -> Iterator[Native]:
    """Yield the ignore files of a platform's own; those of others, git's among them, stay theirs."""
    cell = adapter.cells.get(IGNORE)
    for place in cell.reads if cell is not None else ():
        scope, _ = ground.here.environment.located(adapter, place.spec)
        if cell is None or place.compat or scope != ground.scope or place.spec.selector is not None:
            continue
        for found in files_at(adapter, replace(place, nested=None), ground.here):
            text = ground.here.reader.text(found.path)
            record = ground.records.get(found.path)
            if text is None or (record is not None and record.own == "file"):
                continue
            real = ground.here.reader.real(found.path)
            if _is_below(real, ground.here.reader.real(ground.root)):
                shown = ground.here.shown(found.path)
                reader = (NativeReader(adapter.id, when="always"),)
                yield Native(real, shown, IGNORE, adapter, cell, place, reader, names=(shown,))


def own_form(native: Native, adapters: Iterable[Adapter]) -> Native:
    """Return a native in the form of the tool that its place belongs to, where one of `adapters` is that tool."""
    if not native.place.compat:
        return native
    for adapter in adapters:
        found = _own_place(adapter, native.cell.kind, native.place)
        if found is not None:
            return replace(native, adapter=adapter, cell=found[0], place=found[1])
    return native


def _own_place(adapter: Adapter, kind: str, place: Place) -> tuple[Cell, Place] | None:
    cell = adapter.cells.get(kind)
    for each in cell.reads if cell is not None else ():
        if cell is not None and not each.compat and each.spec.rest == place.spec.rest:
            return cell, each
    return None
