"""Entries of settings files that hold no text: hooks, MCP servers, permissions, plugins and marketplaces."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.paths import PROJECT
from aiwg.artifact.kinds import LOADED_CELLS
from aiwg.core.dataclass import replace
from aiwg.importing.model import UNREAD, KeyNote, Native, NativeReader
from aiwg.importing.unreadable import settings_notes
from aiwg.loading import StartFolder
from aiwg.loading.find import files_at
from aiwg.loading.settings import Settings, document_format, entries_of
from aiwg.manifest import Record
from aiwg.merge.key_paths import decode_path
from aiwg.merge.keys import MISSING, get

_NOT_SETTINGS = frozenset({*LOADED_CELLS, "ignore"})
_LOCAL = ".local."


def entries_of_settings(
    adapter: Adapter,
    here: StartFolder,
    scope: str,
    root: str,
    records: Mapping[str, Record],
    notes: list[KeyNote] | None = None,
) -> Iterator[Native]:
    """Yield what stands in a platform's settings files below a root, without what aiwg wrote there.

    A native is one server, plugin or marketplace; all hooks, or all permissions, of a file are one. `notes` takes
    those about files that cannot be read.
    """
    settings = Settings(adapter, here)
    for cell in adapter.cells.values():
        if cell.kind in _NOT_SETTINGS:
            continue
        for place in cell.reads:
            found_scope, _ = here.environment.located(adapter, place.spec)
            if found_scope == scope:
                yield from _at(adapter, cell, place, here, settings, root, records, [] if notes is None else notes)


def _at(
    adapter: Adapter,
    cell: Cell,
    place: Place,
    here: StartFolder,
    settings: Settings,
    root: str,
    records: Mapping[str, Record],
    notes: list[KeyNote],
) -> Iterator[Native]:
    spec = place.spec
    whole = replace(place, spec=replace(spec, selector=None), nested=None)
    for found in files_at(adapter, whole, here):
        real = here.reader.real(found.path)
        inside = real.startswith(here.reader.real(root).rstrip("/") + "/")
        record = records.get(found.path)
        personal = _LOCAL in posixpath.basename(found.path) and _is_project(adapter, place, here)
        if not inside or personal or (record is not None and record.own == "file"):
            continue
        shown = here.shown(found.path)
        base = Native(real, shown, found.name, adapter, cell, place, (NativeReader(adapter.id),), names=(shown,))
        if spec.selector is None:
            text = here.reader.text(found.path)
            if text is not None:
                yield replace(base, value=text)
            continue
        format = cell.get("format") or document_format(found.path)
        document = settings.document(found.path, format)
        wrong = list(settings_notes(shown, found.path, here.reader.text(found.path), document, format))
        notes += wrong
        if not any(note.level == UNREAD for note in wrong):
            yield from selected_entries(base, _without_ours(document, record), notes)


def _is_project(adapter: Adapter, place: Place, here: StartFolder) -> bool:
    return here.environment.located(adapter, place.spec)[0] == PROJECT


def selected_entries(base: Native, document: Any, notes: list[KeyNote] | None = None) -> Iterator[Native]:
    """Yield what a selector takes of a document: each entry below an id, or all of a container."""
    selector = base.place.spec.selector
    if selector is None or document is None:
        return
    keys = selector.keys[: selector.keys.index("{id}")] if "{id}" in selector.keys else selector.keys
    value: Any = document
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    if selector.member == "key" or selector.keys[-1:] == ("{id}",):
        wanted = list if selector.member == "key" else Mapping
        if notes is not None and value is not None and not isinstance(value, wanted):
            notes.append(KeyNote(base.shown, ".".join(keys), UNREAD, "has no entries with a name"))
        for name, entry in entries_of(value, selector):
            yield replace(base, name=name, entry=name, value=entry)
    elif value and not selector.member:
        yield replace(base, entry=".".join(keys) or base.cell.kind, value=value)


def _without_ours(document: Any, record: Record | None) -> Any:
    """Return a document without the values that aiwg wrote into it."""
    if record is None or document is None:
        return document
    for key in record.keys:
        path = decode_path(key.path)
        if get(document, path) is not MISSING:
            document = _dropped(document, path)
    return document


def _dropped(document: Any, path: tuple[Any, ...]) -> Any:
    """Return a document without the value at a path that is there; containers that become empty stay."""
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        if not rest:
            return {key: value for key, value in document.items() if key != step}
        return {**document, step: _dropped(document[step], rest)}
    kept, gone = [], False
    for each in document:
        if not gone and get([each], (step,)) is not MISSING:
            gone = True
            if not rest:
                continue
            each = _dropped(each, rest)
        kept.append(each)
    return kept
