"""What the last apply replaced, kept in the user's state so that a project stays free of it.

An apply writes it down beside the record of the last one, and takes that one's place only when it is done: an apply
that fails or is cut off costs nobody their undo.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from aiwg.apply.durable import TEMPORARY_PREFIX, TEMPORARY_SUFFIX, blocks_of, replace_synced, sync_folder
from aiwg.apply.state import State
from aiwg.artifact.recorded_paths import check_paths, texts
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.digest import digest
from aiwg.core.errors import Exit, UserError
from aiwg.core.json_text import quoted
from aiwg.fs.tree import ABSENT, FILE, FileTree
from aiwg.plan.actions import Action
from aiwg.plan.manifest_delta import ManifestDelta, manifest_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NULL = "null"
EARLIER_SCHEMA, SCHEMA = "aiwg.undo/1", "aiwg.undo/2"
SEALED_AS = "undo"


@dataclass(frozen=True, slots=True)
class Change:
    """One path of the last apply: the hash of what it left there and the bytes it found (None: nothing).

    `between`: hashes of what the applies left there that were cut off before it and that it goes on with.
    """

    path: str
    after: str | None
    before: bytes | None
    mode: int | None
    between: tuple[str | None, ...] = ()

    def as_json(self) -> str:
        """Return the change as JSON; what is not said is None or empty."""
        text = f'{{"path": {quoted(self.path)}, "after": {_NULL if self.after is None else quoted(self.after)}'
        if self.before is not None:
            import base64  # a first deploy replaces nothing

            before, mode = base64.b64encode(self.before).decode("ascii"), _NULL if self.mode is None else self.mode
            text += f', "before": "{before}", "mode": {mode}'
        return text + (f', "between": {json.dumps(self.between)}}}' if self.between else "}")


@dataclass(frozen=True, slots=True)
class LastApply:
    """The last apply: what it changed, in the manifest and on disk. `undoing`: it was itself an undo."""

    delta: ManifestDelta
    changes: tuple[Change, ...]
    undoing: bool = False

    def pieces(self) -> Iterator[str]:
        """Yield the record as JSON, in pieces."""
        return _pieces(self.delta, self.changes, self.undoing)


def _pieces(delta: ManifestDelta, changes: Iterable[Change], undoing: bool) -> Iterator[str]:
    """Yield the record of an apply as JSON; the changes may be made one by one: many are large."""
    yield f'{{"schema": "{SCHEMA}", "undoing": {json.dumps(undoing)}, "is_whole": {json.dumps(delta.is_whole)}'
    yield ', "new": {'
    for name, found in (("records", delta.records), ("folders", delta.folders), ("places", delta.places)):
        yield f'"{name}": '
        yield from _in_list(map(quoted, sorted(found)))
        yield ", " if name != "places" else '}, "manifest": '
    yield from delta.before.pieces()
    yield ', "changes": '
    yield from _in_list(change.as_json() for change in changes)
    yield "}"


def _in_list(values: Iterable[str]) -> Iterator[str]:
    """Yield a list of values that are written as JSON."""
    yield "["
    for number, value in enumerate(values):
        yield f", {value}" if number else value
    yield "]"


def store_of(state: State) -> Path | None:
    """Return the file that remembers the last apply, None where nothing can be kept. It may be missing."""
    folder = state.keeping.folder
    return None if folder is None else folder / "undo.json"


def _running(state: State) -> Path | None:
    """Return the file that remembers an apply while it runs, None where nothing can be kept."""
    folder = state.keeping.folder
    return None if folder is None else folder / "undo.running.json"


def remember(
    state: State, delta: ManifestDelta, changes: Sequence[Action], hashes: Mapping[str, str | None], undoing: bool
) -> None:
    """Write down, durably, what an apply is about to replace; `hashes` is what it will leave.

    When it goes on with one that was cut off, both are undone together; when it undoes that one, that was the last.
    Where nothing can be kept, for want of a home folder, nothing is, and the apply cannot be undone.
    """
    folder = state.keeping.make()
    if folder is None:
        return
    rows = (
        Change(
            action.path,
            hashes[action.path],
            action.before,
            None if action.before is None else _mode(state.roots.full(action.path)),
        )
        for action in changes
    )
    earlier, pieces = _cut_off(state), _pieces(delta, rows, undoing)
    if earlier and earlier.undoing == undoing:
        pieces = _together(earlier, LastApply(delta, tuple(rows), undoing)).pieces()
    elif earlier and undoing:
        _write(state, folder / "undo.json", earlier.pieces())
    _write(state, folder / "undo.running.json", pieces)


def _write(state: State, file: Path, pieces: Iterable[str]) -> None:
    name = f"{TEMPORARY_PREFIX}{digest(file.name.encode())[:24]}{TEMPORARY_SUFFIX}"

    def fill(descriptor: int) -> None:
        state.keeping.write_sealed(descriptor, blocks_of(pieces), SEALED_AS)

    replace_synced(file, fill, file.with_name(name), 0o600)


def _together(first: LastApply, then: LastApply) -> LastApply:
    """Return two applies as one, or only the second if somebody else changed one of the files between them."""
    changes = {change.path: change for change in first.changes}
    if any(not change.between for change in first.changes):
        return then
    for change in then.changes:
        known = changes.get(change.path)
        if known and known.after != _hash(change.before):
            return then
        changes[change.path] = replace(known, after=change.after) if known else change
    return LastApply(then.delta.after(first.delta), tuple(changes.values()), then.undoing)


def keep(state: State) -> None:
    """Let the apply that has just ended be the last one."""
    running, store = _running(state), store_of(state)
    if running is not None and store is not None and running.exists():
        os.replace(running, store)  # only now: until the books are written, the apply before is still the last
        sync_folder(store.parent)


def settle(state: State) -> None:
    """Let an apply that was cut off be the last one, as nothing of it is left to do."""
    running, store = _running(state), store_of(state)
    if running is None or store is None or not running.exists():
        return
    earlier = _cut_off(state)
    if earlier:
        _write(state, store, earlier.pieces())
    running.unlink()


def _mode(full: str) -> int | None:
    try:
        return os.lstat(full).st_mode & 0o7777
    except OSError:
        return None


def read(state: State) -> LastApply | None:
    """Return the last apply, or None when there is none to undo. An undo that was cut off is still to be done.

    Raises UserError (state unusable) when its record cannot be trusted.
    """
    earlier = _cut_off(state)
    return earlier if earlier and not earlier.undoing else _read(state, store_of(state))


def read_running(state: State) -> LastApply | None:
    """Return what an apply that runs, or was cut off, is about to replace; None if there is none that aiwg wrote."""
    try:
        return _read(state, _running(state))
    except UserError:
        return None  # only ever written whole: not one of ours


def _cut_off(state: State) -> LastApply | None:
    """Return what an apply that was cut off got done, or None."""
    record, disk = read_running(state), FileTree(state.roots)
    changes = [_as_found(change, disk) for change in record.changes] if record else []
    arrived = tuple(change for change in changes if change is not None)
    return replace(record, changes=arrived) if record and any(change.between for change in arrived) else None


def _as_found(change: Change, disk: FileTree) -> Change | None:
    """Return a change with the hash that it left, among its `between` too; None when it was not done.

    One without any `between` is a file that somebody else has changed since.
    """
    actual = disk.look(change.path)
    there = actual.data if actual.kind == FILE else None
    if there == change.before and actual.kind in (ABSENT, FILE):
        return None
    seen = _hash(there)
    if actual.kind not in (ABSENT, FILE) or seen not in (change.after, *change.between):
        return replace(change, between=())
    return replace(change, after=seen, between=tuple(dict.fromkeys((*change.between, change.after, seen))))


def _hash(data: bytes | None) -> str | None:
    return None if data is None else digest(data)


def _read(state: State, file: Path | None) -> LastApply | None:
    if file is None:
        return None
    try:
        data = state.keeping.read(file, SEALED_AS)
        if data is None:
            raise ValueError("it is not what aiwg wrote")
        content = json.loads(data)
        if content["schema"] not in (SCHEMA, EARLIER_SCHEMA):
            raise ValueError(content["schema"])
        import base64

        changes = tuple(
            Change(
                str(row["path"]),
                row["after"],
                None if row.get("before") is None else base64.b64decode(row["before"], validate=True),
                row.get("mode"),
                tuple(row.get("between", ())),
            )
            for row in content["changes"]
        )
        delta = delta_in(content)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise UserError(
            f"aiwg cannot read the undo record: {error}.",
            exit=Exit.STATE,
            hint=f"aiwg changed no file. To go on without an undo, delete {file}",
        ) from None
    check_paths((change.path for change in changes), "the undo record")
    return LastApply(delta, changes, content.get("undoing") is True)


def delta_in(content: Mapping[str, Any]) -> ManifestDelta:
    """Return the way back to the manifest before; a record of an earlier version has all of that one."""
    before = manifest_in(content["manifest"], "the undo record")
    if content["schema"] == EARLIER_SCHEMA:
        return ManifestDelta(before, is_whole=True)
    records, folders, places = (frozenset(texts(content["new"][name])) for name in ("records", "folders", "places"))
    return ManifestDelta(before, records, folders, places, content["is_whole"] is True)
