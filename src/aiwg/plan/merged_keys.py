"""Our keys in a settings file that git merged: they come out of it, and what is left is the user's own, merged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aiwg.core.dataclass import dataclass, replace
from aiwg.manifest import KEYS, KeyRecord, Record
from aiwg.merge.conflicts import has_markers, versions_of, without_markers
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.key_paths import decode_path, encode_path
from aiwg.merge.keys import MISSING, KeyPath, Lookup, Value, edit, parse
from aiwg.merge.three_way import merge_texts
from aiwg.plan.keys import EMPTY, digest_found
from aiwg.plan.merged import Versions


@dataclass(slots=True)
class KnownKey:
    """What is known of one key: its records, those first that are no adoption, and whether every version has one.

    `leaves` are the parts of all our values beside it: git may have put together a value of several.
    """

    path: KeyPath
    records: list[KeyRecord]
    leaves: set[str]
    is_everywhere: bool = False

    def record_of(self, value: object) -> KeyRecord | None:
        """Return the record that says that a value is ours, None when it is not."""
        hashed = digest_found(value)
        for record in self.records:
            if record.sha256 == hashed:
                return record
        if self.leaves and self.leaves.issuperset(_leaves(value)):
            return replace(self.records[0], sha256=hashed, adopted=False)
        return None


def settle_keys(text: str, versions: Versions, wanted: Iterable[KeyPath] = ()) -> tuple[str, Record] | None:
    """Return the text as it is to be planned, and the record of our keys in it; None when none were ours.

    Without conflicts the text is as it was; else it has the keys of all versions, those `wanted` first.

    Raises EditRefusedError when a conflict is in the user's own part.
    """
    records = versions.owned_as(KEYS)
    if not records:
        return None
    known = _known_keys(records, versions.texts if versions.is_merged or has_markers(text) else ())
    record = replace(
        records[0],
        created=all(each.created for each in records),
        adopted=False,
        part=replace(
            records[0].part, made=tuple({_identity(path): path for each in records for path in each.made}.values())
        ),
    )
    if has_markers(text):
        return _with_all_keys(text, versions, record, known, wanted)
    if versions.is_merged:
        known = {**known, **_blended(text, versions, record, known)}
    return text, record.with_keys(_standing(text, record.format, known))


def _with_all_keys(
    text: str, versions: Versions, record: Record, known: Mapping[str, KnownKey], wanted: Iterable[KeyPath]
) -> tuple[str, Record]:
    """Return the user's own text of all versions with our keys of all of them, and the record of these."""
    mine, kept, values = _user_text(text, versions, record, known)
    order = {_identity(encode_path(path)): number for number, path in enumerate(wanted)}
    names = sorted(values, key=lambda name: (order.get(name, len(order)), name))
    puts = [(known[name].path, values[name]) for name in names]
    found = edit(mine, record.format, puts, [], [decode_path(path) for path in record.made])
    ours = [known[name].record_of(values[name]) for name in names]
    keys, made = (*(key for key in ours if key is not None), *kept), tuple(map(encode_path, found.made))
    return found.text, replace(record, part=replace(record.part, keys=keys, made=made))


def _known_keys(records: Iterable[Record], texts: Iterable[bytes]) -> Mapping[str, KnownKey]:
    known, leaves, format, listed = dict[str, KnownKey](), dict[str, set[str]](), "", list(records)
    for record in listed:
        format = record.format
        for key in record.keys:
            beside = leaves.setdefault(_identity(key.path[:-1]), set())
            each = known.setdefault(_identity(key.path), KnownKey(decode_path(key.path), [], beside))
            if key not in each.records:
                each.records = sorted([*each.records, key], key=lambda key: key.adopted)
    for each in known.values():
        each.is_everywhere = all(any(decode_path(key.path) == each.path for key in it.keys) for it in listed)
    for data in texts:
        try:
            found = Lookup(parse(data.decode("utf-8"), format))
        except (EditRefusedError, ValueError):
            continue
        for each in known.values():
            value = found.get(each.path)
            if value is not MISSING and any(key.sha256 == digest_found(value) for key in each.records):
                each.leaves.update(_leaves(value))
    return known


def _standing(text: str, format: str, known: Mapping[str, KnownKey]) -> Iterator[KeyRecord]:
    """Yield the records of what stands in a text; of a key that is not there, if no version ever dropped it."""
    found = Lookup(parse(text, format))
    for each in known.values():
        value = found.get(each.path)
        if value is not MISSING:
            yield each.record_of(value) or each.records[0]
        elif each.is_everywhere:
            yield each.records[0]


def _blended(text: str, versions: Versions, record: Record, known: Mapping[str, KnownKey]) -> dict[str, KnownKey]:
    """Return the elements of lists that git made of several of ours: no version has them, and nothing else is in them.

    An element is known by its value, so no record is of such a one.
    """
    found = Lookup(parse(text, record.format))
    theirs = [Lookup(parse(data.decode("utf-8"), record.format)) for data in versions.texts]
    blends: dict[str, KnownKey] = {}
    lists = {_identity(each.records[0].path[:-1]): each for each in known.values() if isinstance(each.path[-1], Value)}
    for one in lists.values():
        for element in _elements(found, one.path[:-1]):
            path = (*one.path[:-1], Value(element))
            is_new = not any(element in _elements(other, one.path[:-1]) for other in theirs)
            if is_new and isinstance(element, dict) and one.leaves.issuperset(_leaves(element)):
                key = replace(one.records[0], path=encode_path(path), sha256=digest_found(element), adopted=False)
                blends[_identity(key.path)] = KnownKey(path, [key], one.leaves)
    return blends


def _elements(found: Lookup, path: KeyPath) -> list[object]:
    value = found.get(path)
    return value if isinstance(value, list) else []


def _user_text(
    text: str, versions: Versions, record: Record, known: Mapping[str, KnownKey]
) -> tuple[str, tuple[KeyRecord, ...], dict[str, object]]:
    """Return the user's own text of all versions, merged, the records of what of ours is still in it, and the rest."""
    try:
        return _merged(versions_of(text), _base_text(versions, record, known), record, known)
    except ValueError:  # what git put together of both sides is no document, or not ours; each side was
        texts = [data.decode("utf-8", "replace") for data in versions.texts]
        lines = {line.rstrip("\r") for each in texts for line in each.split("\n")}
        if not texts or not lines.issuperset(without_markers(text)):
            raise EditRefusedError("it contains a merge conflict", None, "resolve the conflict") from None
    return _merged(texts, _base_text(versions, record, known), record, known)


def _base_text(versions: Versions, record: Record, known: Mapping[str, KnownKey]) -> str:
    """Return the user's own text that all versions come from: without whatever stood at a key of ours."""
    try:
        text = (versions.base or b"").decode("utf-8")
        found = Lookup(parse(text, record.format))
    except ValueError:
        return ""
    before = versions.before.keys if versions.before is not None else ()
    paths = {_identity(key.path): decode_path(key.path) for key in before if not key.adopted}
    paths |= {name: each.path for name, each in known.items() if not isinstance(each.path[-1], Value)}
    drops = [path for path in paths.values() if found.get(path) is not MISSING]
    return edit(text, record.format, [], drops, [decode_path(path) for path in record.made]).text


def _merged(
    texts: Iterable[str], base: str, record: Record, known: Mapping[str, KnownKey]
) -> tuple[str, tuple[KeyRecord, ...], dict[str, object]]:
    kept, taken = dict[str, KeyRecord](), dict[str, object]()
    mine = list(dict.fromkeys(_without(each, record, known, kept, taken) for each in texts))
    merged = mine[0]
    for other in mine[1:]:
        merged, whole = merge_texts(base, merged, other)
        if not whole:
            raise EditRefusedError("both branches changed your part of it", None, "resolve the conflict")
    parse(merged, record.format)
    if record.created and merged.strip() in ("", EMPTY[record.format].strip()):
        merged = EMPTY[record.format]
    return merged, tuple(kept.values()), taken


def _without(
    text: str, record: Record, known: Mapping[str, KnownKey], kept: dict[str, KeyRecord], taken: dict[str, object]
) -> str:
    """Return a text without our keys, which are `taken`; what the user edited or had before stays and is `kept`."""
    found, drops = Lookup(parse(text, record.format)), list[KeyPath]()
    for name, each in known.items():
        value = found.get(each.path)
        if value is MISSING:
            continue
        key = each.record_of(value)
        if key is None or key.adopted:
            kept.setdefault(name, key or each.records[0])
        else:
            drops.append(each.path)
            taken.setdefault(name, value)
    made = [decode_path(path) for path in record.made]
    return edit(text, record.format, [], drops, made).text if drops or made else text


def _leaves(value: object) -> Iterator[str]:
    """Yield the parts of a value that hold no others, each with the keys that lead to it."""
    parts: list[tuple[str, object]] = [("", value)]
    while parts:
        where, part = parts.pop()
        if isinstance(part, dict) and part:
            parts += [(f"{where}/{key}", each) for key, each in part.items()]
        elif isinstance(part, list) and part:
            parts += [(f"{where}[]", each) for each in part]
        else:
            yield f"{where}={json.dumps(part, default=str)}"


def _identity(path: Iterable[Any]) -> str:
    return json.dumps(list(path), sort_keys=True, ensure_ascii=False)
