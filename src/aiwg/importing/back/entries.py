"""Edits of values that aiwg has in shared settings files: found by the manifest, read back as an import reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from aiwg.core.dataclass import dataclass, field
from aiwg.importing.model import value_hash
from aiwg.manifest import KeyRecord, Record
from aiwg.merge.key_paths import decode_path, encode_path, identity_of
from aiwg.merge.keys import MISSING, KeyPath, Lookup, Value
from aiwg.render.outputs import KeyEntry, KeysOutput

ALIKE = 0.5
"""How alike two values of a list must be for one to be taken for an edit of the other."""


@dataclass(frozen=True, slots=True)
class EditedEntry:
    """A value that aiwg wrote, and what a person made of it.

    `key` is how the manifest knows it, `entry` what aiwg would write now, None where it would write none in its place.
    `before` is what aiwg wrote, where that can be told, else what it would write; `after` what is there, MISSING when
    it was taken out. `path` is where `after` stands. `both`: its source changed, too. `doubt`: it may be another
    value, and the one that aiwg wrote may have been taken out.
    """

    key: KeyRecord
    entry: KeyEntry | None
    before: Any
    after: Any
    path: KeyPath
    both: bool = False
    doubt: bool = False


@dataclass(slots=True)
class _Container:
    """A list or a map in which values stand that aiwg wrote: those that are gone, and those of others."""

    gone: list[tuple[KeyRecord, KeyEntry | None]] = field(default_factory=list)
    others: list[tuple[KeyPath, Any]] = field(default_factory=list)
    kept: int = 0


def edited_entries(output: KeysOutput, record: Record, document: object) -> list[EditedEntry]:
    """Return what a person changed of the values in a settings file that the manifest says aiwg wrote."""
    found, desired = Lookup(document), {identity_of(encode_path(entry.path)): entry for entry in output.entries}
    edited: list[EditedEntry] = []
    gone: list[tuple[KeyRecord, KeyEntry | None]] = []
    for key in record.keys:
        path, entry = decode_path(key.path), desired.get(identity_of(key.path))
        value = found.get(path)
        if key.adopted or (entry is not None and entry.companion and value is MISSING):
            continue
        if value is MISSING:
            gone.append((key, entry))
        elif entry is not None and value_hash(value) not in (key.sha256, value_hash(entry.value)):
            both = key.sha256 != value_hash(entry.value)
            edited.append(EditedEntry(key, entry, entry.value, value, path, both))
        elif entry is None and value_hash(value) != key.sha256:
            edited.append(EditedEntry(key, None, MISSING, value, path, True))
    return [*edited, *_moved(gone, record, desired, found, document)]


def _moved(
    gone: Sequence[tuple[KeyRecord, KeyEntry | None]],
    record: Record,
    desired: Mapping[str, KeyEntry],
    found: Lookup,
    document: object,
) -> Iterator[EditedEntry]:
    """Yield the values that are not where they were written: changed in a list, under another name, or taken out."""
    by_container: dict[str, list[tuple[KeyRecord, KeyEntry | None]]] = {}
    for key, entry in gone:
        by_container.setdefault(identity_of(key.path[:-1]), []).append((key, entry))
    known = {*desired, *(identity_of(key.path) for key in record.keys)}
    made = {identity_of(path) for path in record.made}
    for name, members in by_container.items():
        parent = decode_path(members[0][0].path[:-1])
        others = list(_others(found.get(parent), parent, known))
        is_ours = name in made or record.created
        for key, entry in members:
            path = decode_path(key.path)
            before = path[-1].value if isinstance(path[-1], Value) else entry.value if entry else MISSING
            best = _most_alike(path, before, others)
            if best is None:
                yield EditedEntry(key, entry, before, MISSING, path)
                continue
            others.remove(best)
            both = entry is None and isinstance(path[-1], Value)
            yield EditedEntry(key, entry, before, best[1], best[0], both, doubt=not is_ours)


def _others(container: object, parent: KeyPath, known: set[str]) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the members of a container that nobody knows to be aiwg's."""
    if isinstance(container, list):
        members = [((*parent, Value(each)), each) for each in container]
    elif isinstance(container, dict):
        members = [((*parent, name), each) for name, each in container.items() if isinstance(name, str)]
    else:
        members = []
    for path, value in members:
        if value_hash(value) and identity_of(encode_path(path)) not in known:
            yield path, value


def _most_alike(path: KeyPath, before: Any, others: Iterable[tuple[KeyPath, Any]]) -> tuple[KeyPath, Any] | None:
    """Return what a value has most likely become: in a list a member like it, in a map one of the same value."""
    if not isinstance(path[-1], Value):
        same = [each for each in others if each[1] == before and isinstance(before, str)]
        return max(same, key=lambda each: _likeness(path[-1], each[0][-1]), default=None)
    rated = [(_likeness(before, value), number, (where, value)) for number, (where, value) in enumerate(others)]
    best = max(rated, key=lambda each: (each[0], -each[1]), default=None)
    return best[2] if best is not None and best[0] >= ALIKE else None


def _likeness(one: object, other: object) -> float:
    if type(one) is not type(other):
        return 0.0
    first, second = (json.dumps(each, sort_keys=True, default=str)[:2000] for each in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
