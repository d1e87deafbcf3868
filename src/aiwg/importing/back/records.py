"""What the manifest says of a deployed file after an edit of it went back into its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.core.dataclass import replace
from aiwg.core.digest import digest
from aiwg.importing.back.model import SourceEdit
from aiwg.importing.model import value_hash
from aiwg.manifest import BLOCK, FILE, KeyRecord, Record
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.key_paths import encode_path, identity_of
from aiwg.render.outputs import BlockOutput, FileOutput, KeysOutput, Output


def settled_record(
    record: Record, parts: Sequence[tuple[SourceEdit, bool]], output: Output | None, there: bytes | None
) -> Record:
    """Return the record of a path. `parts` are its edits, each with whether all of it went back.

    What went back as a whole is aiwg's as it is there now, so that a sync may write it in the form of its source. Where
    a part did not, the record says what aiwg would write, so that the rest goes on as an edit.
    """
    is_whole = all(whole for _, whole in parts)
    if record.own == FILE and there is not None:
        if is_whole:
            return replace(record, sha256=digest(there), form="")
        return replace(record, sha256=digest(output.data), form="") if isinstance(output, FileOutput) else record
    if record.own == BLOCK and there is not None:
        if is_whole:
            body = _body(there, record.style)
            return record if body is None else replace(record, sha256=digest(body.encode()), form="")
        if isinstance(output, BlockOutput):
            return replace(record, sha256=digest(output.body.encode()), form="")
        return record
    return _with_keys(record, parts, output)


def _body(there: bytes, style: str) -> str | None:
    try:
        found = block.find(there.decode("utf-8"), style)
    except (EditRefusedError, UnicodeDecodeError):
        return None
    return found.body if found else None


def _with_keys(record: Record, parts: Iterable[tuple[SourceEdit, bool]], output: Output | None) -> Record:
    keys = {identity_of(key.path): key for key in record.keys}
    desired = {}
    if isinstance(output, KeysOutput):
        desired = {identity_of(encode_path(entry.path)): entry for entry in output.entries}
    for edit, whole in parts:
        if edit.old is None or edit.new is None:
            continue
        name = identity_of(edit.old.path)
        if whole and not edit.keeps_secret:
            keys = {(identity_of(edit.new.path) if at == name else at): edit.new if at == name else key
                    for at, key in keys.items()}  # fmt: skip
        elif name in desired and name in keys:
            keys[name] = _with_hash(keys[name], value_hash(desired[name].value))
    return record.with_keys(keys.values())


def _with_hash(key: KeyRecord, sha256: str) -> KeyRecord:
    return replace(key, sha256=sha256)


def is_written_so(edit: SourceEdit, outputs: Iterable[Output]) -> bool:
    """Say whether an edited entry of a settings file is what aiwg would write itself, at the same place."""
    new = edit.new
    return new is not None and any(
        identity_of(encode_path(entry.path)) == identity_of(new.path) and value_hash(entry.value) == new.sha256
        for output in outputs
        if isinstance(output, KeysOutput) and output.path == edit.path
        for entry in output.entries
    )
