"""The decision for a file that is ours altogether."""

from __future__ import annotations

from aiwg.disk import ABSENT, FILE, Actual
from aiwg.manifest import Record, digest
from aiwg.plan.actions import (
    ADOPT,
    CONFLICT,
    CREATE,
    DELETE,
    DELETED,
    EDITED,
    FORGET,
    KEEP,
    ORPHAN,
    UPDATE,
    Action,
)
from aiwg.render.outputs import FileOutput

IN_THE_WAY = {
    "link": "a link to {detail}",
    "folder": "a folder of that name",
    "special": "neither a file nor a folder",
    "blocked": "{detail}",
}


def decide_file(output: FileOutput, record: Record | None, actual: Actual, force: bool) -> Action:
    """Return the action for a desired whole file."""
    adopted = record.adopted if record else False
    new = Record("file", digest(output.data), output.executable, artifacts=output.artifacts, platforms=output.platforms)
    base = Action(
        KEEP,
        output.path,
        "file",
        actual.data,
        output.data,
        output.executable,
        None,
        new,
        "",
        "",
        output.artifacts,
        output.platforms,
    )
    if actual.kind == ABSENT:
        if record is None or force or record.own != "file":
            return _with(base, CREATE, before=None)
        return _with(
            base,
            DELETED,
            before=None,
            record=record,
            reason="you deleted it since we wrote it",
            hint="restore it: aiwg deploy --force",
        )
    if actual.kind != FILE:
        return in_the_way(base, actual)
    if same_bytes(actual.data, output.data):
        if record is None:
            return _with(base, ADOPT, record=_adopted(new, True))
        if actual.executable == output.executable:
            return _with(base, KEEP, record=_adopted(new, adopted))
    if record is not None and record.own == "file" and ours(actual.data, record):
        return _write_over(base, actual, UPDATE, backup=adopted)
    if record is not None and record.sha256 == new.sha256 and not force:
        return _with(
            base,
            EDITED,
            record=record,
            reason="edited since we wrote it",
            hint=f"see: aiwg diff {output.path}",
        )
    if force and actual.links == 1:
        return _write_over(base, actual, UPDATE, backup=True)
    return _conflict(base, record, actual)


def ours(data: bytes, record: Record) -> bool:
    """Say whether bytes are what we last wrote; line ends that git changed do not count."""
    return digest(data) == record.sha256 or digest(data.replace(b"\r\n", b"\n")) == record.sha256


def same_bytes(actual: bytes, desired: bytes) -> bool:
    """Say whether a file holds the desired bytes; line ends that git changed do not count."""
    return actual == desired or (
        b"\r\n" in actual and b"\r" not in desired and actual.replace(b"\r\n", b"\n") == desired
    )


def _write_over(base: Action, actual: Actual, kind: str, backup: bool) -> Action:
    if actual.links > 1:
        return _with(
            base,
            CONFLICT,
            reason="it has a second name (hard link) that would keep the old text",
            hint="break the link: cp it aside and move it back",
        )
    if not actual.mode & 0o200:
        return _with(base, CONFLICT, reason="you made it read-only", hint=f"allow it: chmod u+w {base.path}")
    return _with(base, kind, backup=backup)


def _conflict(base: Action, record: Record | None, actual: Actual) -> Action:
    if actual.links > 1:
        return _write_over(base, actual, CONFLICT, False)
    if record is None:
        return _with(
            base,
            CONFLICT,
            reason="yours, not from aiwg",
            hint="keep it: rename or exclude ours   take ours: --force (yours is backed up)",
        )
    return _with(
        base,
        CONFLICT,
        record=record,
        reason="edited since we wrote it, and its source changed",
        hint=f"see: aiwg diff {base.path}   take ours: --force (yours is backed up)",
    )


def in_the_way(base: Action, actual: Actual) -> Action:
    """Return the conflict with something that is not a regular file: never written through, never removed."""
    reason = IN_THE_WAY[actual.kind].format(detail=actual.detail)
    hint = "move it away, or exclude what goes there"
    return _with(base, CONFLICT, before=None, reason=reason, hint=hint, unsafe=actual.unsafe)


def drop_file(path: str, record: Record, actual: Actual) -> Action:
    """Return the action for a recorded file that is not desired any more."""
    base = Action(
        FORGET,
        path,
        "file",
        actual.data or None,
        None,
        artifacts=record.artifacts,
        platforms=record.platforms,
    )
    if actual.kind == ABSENT or record.adopted:
        return base
    if actual.kind == FILE and ours(actual.data, record):
        return _with(base, DELETE)
    return _with(
        base,
        ORPHAN,
        reason="edited since we wrote it; it is yours now",
        hint="delete it if you do not need it",
    )


def _adopted(record: Record, adopted: bool) -> Record:
    from dataclasses import replace

    return replace(record, adopted=adopted)


def _with(action: Action, kind: str, **changes: object) -> Action:
    from dataclasses import replace

    return replace(action, action=kind, **changes)  # type: ignore[arg-type]  # the names are those of Action
