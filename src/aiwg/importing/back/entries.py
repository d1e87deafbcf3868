"""Edits of values that aiwg has in shared settings files: found by the manifest, read back as an import reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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
MOST = 40
"""How many values of a list are compared with each other."""
MOST_LETTERS = 500
"""How much of a value is compared."""


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
        pairs = _pairs([(decode_path(key.path), _before(key, entry)) for key, entry in members], others)
        places = {identity_of(members[number][0].path): others[place][0] for number, place in pairs.items()}
        in_place = _in_place(record, name, places, found.get(parent))
        for number, (key, entry) in enumerate(members):
            path, before = decode_path(key.path), _before(key, entry)
            if number in pairs:
                new, value = others[pairs[number]]
                both = entry is None and isinstance(path[-1], Value)
                doubt = not is_ours and identity_of(key.path) not in in_place
                yield EditedEntry(key, entry, before, value, new, both, doubt)
            elif entry is not None:  # else its source produces it no more, and it is gone
                yield EditedEntry(key, entry, before, MISSING, path)


def _in_place(record: Record, name: str, places: Mapping[str, KeyPath], container: object) -> set[str]:
    """Return the values of a list whose new ones stand beside a neighbour of aiwg's, as they did when aiwg wrote them.

    `places` are the paths of the new values by the identities of the old ones.
    """
    if not isinstance(container, list):
        return set()
    hashes = [value_hash(each) for each in container]
    order = [identity_of(key.path) for key in record.keys if identity_of(key.path[:-1]) == name]
    at: list[int | None] = []
    for key in order:
        step = places[key][-1] if key in places else decode_path(json.loads(key))[-1]
        wanted = value_hash(step.value) if isinstance(step, Value) else ""
        at.append(hashes.index(wanted) if wanted in hashes else None)
    found = set()
    for number, place in enumerate(at):
        before, after = at[number - 1] if number else None, at[number + 1] if number + 1 < len(at) else None
        if place is not None and (place - 1 == before or place + 1 == after):
            found.add(order[number])
    return found


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


def _before(key: KeyRecord, entry: KeyEntry | None) -> Any:
    """Return what aiwg wrote: of an element of a list it is known, of another value what it would write now."""
    path = decode_path(key.path)
    return path[-1].value if isinstance(path[-1], Value) else entry.value if entry else MISSING


def _pairs(gone: Sequence[tuple[KeyPath, Any]], others: Sequence[tuple[KeyPath, Any]]) -> dict[int, int]:
    """Return which of the other members each value has most likely become, the surest first, by their numbers."""
    rated = [
        (-_fit(path, before, *other), number, place)
        for number, (path, before) in enumerate(gone[:MOST])
        for place, other in enumerate(others[:MOST])
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for rate, number, place in sorted(rated):
        if -rate >= ALIKE and number not in found and place not in taken:
            found[number] = place
            taken.add(place)
    return found


def _fit(path: KeyPath, before: Any, other: KeyPath, value: Any) -> float:
    """Return how alike a value and another member are: in a list by what they say, in a map by their names."""
    if isinstance(path[-1], Value):
        return _likeness(before, value)
    return _likeness(path[-1], other[-1]) if before == value and isinstance(before, str) else 0.0


def _likeness(one: object, other: object) -> float:
    if type(one) is not type(other):
        return 0.0
    first, second = (json.dumps(each, sort_keys=True, default=str)[:MOST_LETTERS] for each in (one, other))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
