"""The decision for our keys in a shared structured file."""

from __future__ import annotations

import json
from collections.abc import Iterable

from aiwg.core.content import Content
from aiwg.core.dataclass import replace
from aiwg.core.digest import digest, digest_value
from aiwg.fs.tree import ABSENT, FILE, FileState
from aiwg.manifest import FILE as FILE_OWNED
from aiwg.manifest import KEYS, KeyRecord, Record, SharedPart
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.json_layout import json_layout
from aiwg.merge.key_paths import decode_path, encode_path, identity_of, readable_key_path
from aiwg.merge.keys import MISSING, Edited, KeyPath, Lookup, Paths, RepeatedKeys, Value, edit, parse
from aiwg.plan.actions import (
    ADOPT,
    CONFLICT,
    CREATE,
    DELETE,
    DELETED,
    EDITED,
    FORGET,
    KEEP,
    KEEP_OR_REPLACE,
    ORPHAN,
    TAKE,
    UPDATE,
    Action,
    decide,
)
from aiwg.plan.blocks import refused
from aiwg.plan.files import in_the_way, ours, protected
from aiwg.plan.key_changes import KeyChanges, out_of_order
from aiwg.render.outputs import KeyEntry, KeysOutput

EMPTY = {"json": "{}\n", "toml": "", "yaml": ""}
MAX_PARTS = 100_000
"""How many parts a value of the user's may have, aliases followed, to be compared with one of ours."""


def digest_found(value: object) -> str:
    """Return the hash of a value in the user's file.

    No value of ours has the hash of one that JSON cannot hold: a date, a key that is not text, aliases that multiply,
    or a key that stands twice.
    """
    parts = [value]
    for count, part in enumerate(parts):
        if isinstance(part, dict) and not isinstance(part, RepeatedKeys) and all(isinstance(key, str) for key in part):
            parts += part.values()
        elif isinstance(part, list):
            parts += part
        elif not isinstance(part, str | int | float | None):
            return digest(b"")
        if count > MAX_PARTS or len(parts) > 2 * MAX_PARTS:
            return digest(b"")
    return digest_value(value)


def decide_keys(output: KeysOutput | None, path: str, record: Record | None, actual: FileState, force: bool) -> Action:
    """Return the action for the keys at one path; `output` is None when none are desired any more."""
    owners = output or record
    base = Action(
        KEEP,
        path,
        KEYS,
        actual.content if actual.kind == FILE else None,
        None,
        actual.executable,
        actual.mode or None,
        record,
        "",
        "",
        tuple(owners.artifacts) if owners else (),
        tuple(sorted(owners.platforms)) if owners else (),
    )
    if actual.kind not in (ABSENT, FILE):
        return in_the_way(base, actual) if output else replace(base, action=FORGET, record=None)
    format = output.format if output else record.format if record else "json"
    known = record if record is not None and record.own == KEYS else None
    try:
        all_ours = _is_all_ours(record, actual)
        text = "" if actual.kind == ABSENT or all_ours else actual.data.decode("utf-8")
        document = parse(text, format)
        changes = _changes(output.entries if output else [], known, document, force)
        created = actual.kind == ABSENT or all_ours or bool(known and known.created)
        return _action(base, changes, text, format, known, actual, created)
    except EditRefusedError as error:
        return refused(base, error) if output else replace(base, action=ORPHAN, reason=str(error), record=None)
    except (UnicodeDecodeError, ValueError) as error:
        return replace(base, action=CONFLICT, reason=f"it cannot be edited: {error}", hint="fix it, then run again")


def _is_all_ours(record: Record | None, actual: FileState) -> bool:
    """Say whether the file was ours altogether until now: then nothing in it is the user's."""
    return (
        record is not None
        and record.own == FILE_OWNED
        and not record.adopted
        and actual.kind == FILE
        and ours(actual.data, record)
    )


def _changes(entries: Iterable[KeyEntry], known: Record | None, document: object, force: bool) -> KeyChanges:
    changes = KeyChanges()
    found = Lookup(document)
    recorded = {identity_of(key.path): key for key in (known.keys if known else ())}
    for entry in entries:
        key = recorded.pop(identity_of(encode_path(entry.path)), None)
        if entry.companion and key is None and _is_set_otherwise(entry, found):
            changes.unmet += _unmet(entry, found.get(entry.path[:-1]))
            continue
        _decide_entry(entry, key, found.get(entry.path), force, changes)
    _decide_order(changes, found, force)
    for key in recorded.values():
        path = decode_path(key.path)
        value = found.get(path)
        if value is MISSING or key.adopted:
            continue
        if digest_found(value) == key.sha256:
            changes.drops.append(path)
        else:
            changes.orphans.append(readable_key_path(path))
    return changes


def _decide_order(changes: KeyChanges, found: Lookup, force: bool) -> None:
    """Decide on containers in which somebody, or a sorter of keys, moved ours: another one of them would count."""
    for container in out_of_order(((path, changes.rank(path) or 0) for path, _ in changes.kept), found):
        shown = f"the order of {readable_key_path(container)}"
        if force:
            changes.reordered.append(container)
            changes.forced = True
        elif new := [path for path, _ in changes.puts if path[:-1] == container and changes.rank(path) is not None]:
            changes.conflicts.append(f"{shown} is changed by you, and its source changed")
            paths = list(map(encode_path, new))
            changes.about.update(
                name for record in changes.records if record.path in paths for name in record.artifacts
            )
        else:
            changes.edited.append(shown)


def _is_set_otherwise(entry: KeyEntry, found: Lookup) -> bool:
    """Say whether the user has a single value where a companion setting of ours would join a list."""
    there = found.get(entry.path[:-1])
    return isinstance(entry.path[-1], Value) and there is not MISSING and not isinstance(there, list)


def _unmet(entry: KeyEntry, there: object) -> list[str]:
    """Return what the user's own setting lacks, in words; nothing when it is the very value."""
    if there == entry.value:
        return []
    return [
        f"{readable_key_path(entry.path[:-1])} is your value and lacks {json.dumps(entry.value, ensure_ascii=False)}"
    ]


def _decide_entry(entry: KeyEntry, key: KeyRecord | None, value: object, force: bool, changes: KeyChanges) -> None:
    new = KeyRecord(encode_path(entry.path), digest_value(entry.value), False, entry.artifacts, entry.platforms)
    if entry.companion and key is None and value is not MISSING:
        return  # the user's own value serves as well
    seen = None if value is MISSING else digest_found(value)
    state = decide(new.sha256, key.sha256 if key else None, seen, force)
    if entry.rank is not None and state in (CREATE, UPDATE, TAKE, KEEP) and not (key and key.adopted):
        changes.ranks[identity_of(new.path)] = entry.rank
        if state == KEEP:
            changes.kept.append((entry.path, entry.value))
    if state in (CREATE, UPDATE, TAKE):
        changes.puts.append((entry.path, entry.value))
        changes.records.append(new)
        changes.forced = changes.forced or state == TAKE
        return
    if state in (KEEP, ADOPT):
        changes.adopted += state == ADOPT
        changes.records.append(replace(new, adopted=key.adopted if key else True))
        return
    if key is not None:
        changes.records.append(key)
    shown = readable_key_path(entry.path)
    if state == CONFLICT:
        changes.conflicts.append(f"{shown} is {'edited by you, and its source changed' if key else 'your own key'}")
        changes.about.update(entry.artifacts)
    else:
        (changes.deleted if state == DELETED else changes.edited).append(shown)


def _action(
    base: Action,
    changes: KeyChanges,
    text: str,
    format: str,
    known: Record | None,
    actual: FileState,
    created: bool,
) -> Action:
    if changes.conflicts:
        return replace(
            base,
            action=CONFLICT,
            reason="; ".join(changes.conflicts),
            hint=KEEP_OR_REPLACE,
            about=tuple(sorted(changes.about)),
        )
    made = [decode_path(path) for path in known.made] if known else []
    edited = _edited(text or (EMPTY[format] if created else ""), format, changes, made)
    record = Record(
        KEYS,
        created=created,
        part=SharedPart(format=format, keys=tuple(changes.records), made=tuple(map(encode_path, edited.made))),
        artifacts=base.artifacts,
        platforms=base.platforms,
    )
    base = replace(base, record=record if changes.records else None, notes=tuple(changes.unmet))
    if changes.puts or changes.drops or changes.reordered:
        if conflict := protected(replace(base, record=known), actual):
            return conflict
        return _writing(base, changes, edited.text, format, created, actual)
    return _quiet(base, changes, known)


def _edited(text: str, format: str, changes: KeyChanges, made: list[KeyPath]) -> Edited:
    """Return the text with the changes; where the order of ours counts, all of ours there are written anew."""

    put = [path[:-1] for path, _ in changes.puts if changes.rank(path) is not None]
    reordered = Paths([*put, *changes.reordered])
    again = [(path, value) for path, value in changes.kept if path[:-1] in reordered]
    before = edit(text, format, [], [path for path, _ in again], made) if again else Edited(text, tuple(made))
    puts = sorted([*changes.puts, *again], key=lambda put: changes.rank(put[0]) or 0)
    return edit(before.text, format, puts, changes.drops, before.made)


def _writing(base: Action, changes: KeyChanges, text: str, format: str, created: bool, actual: FileState) -> Action:
    note = f"your values, not changed: {', '.join(changes.edited + changes.deleted + changes.orphans)}"
    reason = note if changes.edited or changes.deleted or changes.orphans else ""
    text = _as_formatted(text, format, created, actual)
    if actual.kind == ABSENT:
        return replace(base, action=CREATE, new=Content(text.encode()), reason=reason)
    if created and not changes.records and text.strip() in ("", EMPTY[format].strip()):
        return replace(base, action=DELETE)
    return replace(base, action=UPDATE, new=Content(text.encode()), reason=reason, backup=changes.forced)


def _as_formatted(text: str, format: str, created: bool, actual: FileState) -> str:
    """Return the text of a JSON file that aiwg made as prettier writes it, while its user keeps it like that."""
    if format != "json" or not created:
        return text
    before = actual.data.decode() if actual.kind == FILE else ""
    if before and before != json_layout(parse(before, format)):
        return text
    return json_layout(parse(text, format))


def _quiet(base: Action, changes: KeyChanges, known: Record | None) -> Action:
    if changes.edited:
        return replace(
            base,
            action=EDITED,
            reason=f"you edited: {', '.join(changes.edited)}",
            hint=f"see: aiwg diff {base.path}",
        )
    if changes.deleted:
        return replace(
            base,
            action=DELETED,
            reason=f"you deleted: {', '.join(changes.deleted)}",
            hint="restore: aiwg deploy --force",
        )
    if changes.orphans:
        return replace(
            base,
            action=ORPHAN,
            reason=f"you edited these, so they count as your keys now: {', '.join(changes.orphans)}",
        )
    if not changes.records:
        return replace(base, action=FORGET)
    return replace(base, action=ADOPT if changes.adopted and known is None else KEEP)
