"""Taking files of the user's over: which of them can be, and the record by which each counts as aiwg's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import Cell
from aiwg.adapter.paths import Selector
from aiwg.artifact.originals import Original, kept_at
from aiwg.audit.secrets.search import secrets_in
from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.digest import digest, text_digest
from aiwg.core.errors import UserError
from aiwg.deployment.originals.given import GivenFile
from aiwg.deployment.workspace import Workspace
from aiwg.fs.git import GitUnavailableError, repository_of
from aiwg.fs.tree import ABSENT, FILE, FileState, FileTree
from aiwg.manifest import BLOCK, KEYS, KeyRecord, Manifest, Record, SharedPart
from aiwg.manifest import FILE as FILE_OWNED
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.key_paths import decode_path, identity_of
from aiwg.merge.keys import MISSING, get, parse
from aiwg.plan.actions import DELETE, UPDATE
from aiwg.plan.blocks import drop_block
from aiwg.plan.keys import decide_keys, digest_found
from aiwg.plan.writable import ANY_KEY, ANY_VALUE, Form, Writable, key_forms
from aiwg.render.documents import format_of

MOST_BYTES = 8 * 1024 * 1024
"""Above this a file stays the user's: its bytes would stand in the repository twice."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A file to take over, or an entry of one: whose it becomes, and who loads it.

    `beside` are the paths of the files that travel with it. An entry has the cell and the selector of its place.
    """

    where: str
    path: str
    artifacts: tuple[str, ...]
    platforms: tuple[str, ...]
    beside: tuple[str, ...] = ()
    cell: Cell | None = None
    selector: Selector | None = None
    entry: str = ""


@dataclass(slots=True)
class Taker:
    """Takes files over in one project. `refused` says why one cannot be taken, by where it stands."""

    workspace: Workspace
    recorded: Manifest
    refused: dict[str, str] = field(default_factory=dict)

    def files(self, wanted: Sequence[Taking]) -> dict[str, GivenFile]:
        """Return the files that are taken over, by path."""
        ignored = _ignored(self.workspace, wanted)
        found: dict[str, GivenFile] = {}
        for each in wanted:
            paths = (each.path, *each.beside)
            why = next((why for path in paths if (why := self._why_not(path, each, ignored))), "")
            given = {} if why else {path: self._given(path, each) for path in paths}
            if why or None in given.values():
                self.refused[each.where] = why or "aiwg cannot write each of its keys"
                continue
            for path, file in given.items():
                if file is not None:
                    found[path] = _both(found[path], file) if path in found else file
        return found

    def _why_not(self, path: str, each: Taking, ignored: frozenset[str]) -> str:
        """Return why a file cannot be taken over, nothing when it can."""
        disk = FileTree(self.workspace.roots)
        try:
            if disk.canonical(path) != path:
                return "its folder is a link"
            actual, kept = disk.look(path), disk.look(kept_at(path))
        except UserError as error:
            return error.message.rstrip(".")
        if actual.kind != FILE or actual.links > 1 or not actual.mode & 0o200:
            return "it is not a regular file with one name that you may write"
        if len(actual.data) > MOST_BYTES:
            return "it is too large"
        if secrets_in(actual.data):
            return "it contains a secret"
        if path in ignored or kept_at(path) in ignored:
            return "git ignores it"
        if kept.kind != ABSENT and (path in self.recorded.originals or kept.data != actual.data):
            return f"{kept_at(path)} exists already: run aiwg remove, or delete it"
        if not self._writable(each).path(path):
            return "aiwg does not write this file"
        return "aiwg wrote it" if self._is_ours(path) else ""

    def _is_ours(self, path: str) -> bool:
        record = self.recorded.records.get(path)
        return record is not None and record.own == FILE_OWNED

    def _writable(self, each: Taking) -> Writable:
        return self.workspace.claims.of(Manifest(platforms=list(each.platforms)))()

    def _given(self, path: str, each: Taking) -> GivenFile | None:
        actual = FileTree(self.workspace.roots).look(path)
        known = self.recorded.records.get(path)
        data = _without_ours(path, known, actual)
        names, readers = each.artifacts, each.platforms
        original = Original(text_digest(data), actual.executable, names, readers)
        if each.selector is None or each.cell is None:
            record = Record(FILE_OWNED, digest(actual.data), actual.executable, artifacts=names, platforms=readers)
            return GivenFile(data, actual.mode, record, original)
        format = str(each.cell.get("format") or format_of(path))
        keys = tuple(_keys(each, format, data))
        if not keys or not all(self._writable(each).key(path, key.path) for key in keys):
            return None
        record = Record(KEYS, part=SharedPart(format=format, keys=keys), artifacts=names, platforms=readers)
        shared = replace(original, format=format, keys=tuple(key.path for key in keys))
        return GivenFile(data, actual.mode, record, shared)


def _ignored(workspace: Workspace, wanted: Sequence[Taking]) -> frozenset[str]:
    """Return the paths that git ignores: what one person alone has is not committed for all."""
    repository = repository_of(workspace.project)
    paths = {path for each in wanted for path in (each.path, *each.beside)}
    try:
        return repository.ignored(sorted(paths | {kept_at(path) for path in paths})) if repository else frozenset()
    except GitUnavailableError:
        return frozenset()


def _both(one: GivenFile, other: GivenFile) -> GivenFile:
    """Return a file of which two entries are taken."""
    artifacts = tuple(sorted({*one.original.artifacts, *other.original.artifacts}))
    platforms = tuple(sorted({*one.original.platforms, *other.original.platforms}))
    new = {identity_of(key.path): key for key in (*one.record.keys, *other.record.keys)}
    record = replace(one.record.with_keys(new.values()), artifacts=artifacts, platforms=platforms)
    keys = tuple(key.path for key in record.keys)
    return replace(
        one, record=record, original=replace(one.original, artifacts=artifacts, platforms=platforms, keys=keys)
    )


def _without_ours(path: str, known: Record | None, actual: FileState) -> bytes:
    """Return what a removal would leave of a file in which aiwg has a part already."""
    if known is None or known.own not in (BLOCK, KEYS):
        return actual.data
    if known.own == BLOCK:
        action = drop_block(path, known, actual)
    else:
        action = decide_keys(None, path, known, actual, force=False)
    return action.after if action.action == UPDATE and action.after is not None else actual.data


def _keys(each: Taking, format: str, data: bytes) -> Iterator[KeyRecord]:
    """Yield the records of the values that an entry is, in the file without aiwg's own."""
    selector, cell = each.selector, each.cell
    if selector is None or cell is None:
        return
    try:
        document = parse(data.decode("utf-8"), format)
    except (EditRefusedError, UnicodeDecodeError, ValueError):
        return
    is_one = "{id}" in selector.keys or selector.member == "key"
    found: dict[str, tuple[Any, ...]] = {}
    for form in key_forms(cell.kind, cell, selector):
        for path in _expanded(form, document, each.entry if is_one else ""):
            found[identity_of(path)] = path
    deepest = [path for path in found.values() if not any(_is_above(path, other) for other in found.values())]
    for path in deepest:
        value = get(document, decode_path(path))
        if value is not MISSING:
            yield KeyRecord(path, digest_found(value), False, each.artifacts, each.platforms)


def _is_above(path: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(path) < len(other) and list(other[: len(path)]) == list(path)


def _expanded(form: Form, value: Any, entry: str) -> Iterator[tuple[Any, ...]]:
    """Yield the key paths of a form that a document has; of an entry only its own."""
    if not form:
        yield ()
        return
    step, rest = form[0], form[1:]
    for name, inner, is_named in _inside(step, value):
        if not entry or not is_named or name in (entry, {"member": [_member(step), entry]}):
            yield from ((name, *path) for path in _expanded(rest, inner, "" if is_named else entry))


def _inside(step: Any, value: Any) -> Iterable[tuple[Any, Any, bool]]:
    """Yield the steps of a form's step in a value, what stands there, and whether an artifact's name chose it."""
    if step is ANY_KEY:
        return [(key, inner, True) for key, inner in value.items()] if isinstance(value, Mapping) else ()
    if step is ANY_VALUE:
        return [({"value": item}, item, False) for item in value] if isinstance(value, list) else ()
    if isinstance(step, dict):
        items = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
        key = _member(step)
        return [({"member": [key, str(item[key])]}, item, True) for item in items if item.get(key)]
    return [(step, value[step], False)] if isinstance(value, Mapping) and step in value else ()


def _member(step: Any) -> str:
    return str(step["member"]) if isinstance(step, dict) else ""


def with_rests(
    originals: Mapping[str, Original], after: Mapping[str, tuple[bytes, Record | None]]
) -> dict[str, Original]:
    """Return originals with the hash of what a removal would leave of each settings file.

    `after` are the bytes and the record that each has once it is taken over.
    """
    return {
        path: replace(original, rest=text_digest(_left(path, *after[path]))) if path in after else original
        for path, original in originals.items()
    }


def _left(path: str, data: bytes, record: Record | None) -> bytes:
    if record is None or record.own != KEYS:
        return data
    action = decide_keys(None, path, record, FileState(FILE, Content(data), 0o644), force=False)
    if action.action == DELETE:
        return b""
    return action.after if action.action == UPDATE and action.after is not None else data
