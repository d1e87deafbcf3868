"""The decision for a file that is ours altogether."""

from __future__ import annotations

from aiwg.core.dataclass import replace
from aiwg.fs.tree import ABSENT, FILE, LINK, FileState
from aiwg.manifest import BLOCK, Record, digest
from aiwg.manifest import FILE as FILE_OWNED
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
from aiwg.render.outputs import FileOutput

IN_THE_WAY = {
    "link": "a link to {detail}",
    "folder": "a folder of that name",
    "special": "neither a file nor a folder",
    "blocked": "{detail}",
}


def decide_file(output: FileOutput, record: Record | None, actual: FileState, force: bool) -> Action:
    """Return the action for a desired whole file."""
    known = record if record is not None and record.own == FILE_OWNED else None
    adopted = known.adopted if known else True
    kept = Record(
        FILE_OWNED, digest(output.data), output.executable, adopted, artifacts=output.artifacts,
        platforms=output.platforms,
    )  # fmt: skip
    new = kept
    if adopted:
        new = Record(FILE_OWNED, kept.sha256, output.executable, artifacts=output.artifacts, platforms=output.platforms)
    if actual.kind not in (ABSENT, FILE):
        return in_the_way(_action(KEEP, output, actual, new), actual)
    state = decide(new.sha256, known.sha256 if known else None, _seen(actual, new, known), force)
    if state in (KEEP, ADOPT) and (known is None or actual.executable == output.executable):
        return _action(state, output, actual, record if record == kept else kept)  # an equal one is not held twice
    if state == CREATE:
        return _action(CREATE, output, actual, new)
    base = _action(KEEP, output, actual, new)
    if state in (KEEP, ADOPT):
        return _write_over(base, actual, backup=False)
    if state in (UPDATE, TAKE):
        return _write_over(base, actual, backup=state == TAKE or adopted)
    return _left_alone(base, state, known, actual)


def _action(action: str, output: FileOutput, actual: FileState, record: Record | None) -> Action:
    before = None if actual.kind == ABSENT else actual.data
    return Action(
        action, output.path, FILE_OWNED, before, output.data, output.executable, None, record,
        artifacts=output.artifacts, platforms=output.platforms,
    )  # fmt: skip


def _seen(actual: FileState, new: Record, known: Record | None) -> str | None:
    """Return the hash of what is there, as the desired or the recorded one if only line ends differ."""
    if actual.kind == ABSENT:
        return None
    for record in (new, known):
        if record is not None and ours(actual.data, record):
            return record.sha256
    return digest(actual.data)


def _left_alone(base: Action, state: str, known: Record | None, actual: FileState) -> Action:
    """Return the action for what the user deleted, edited, or had there before us."""
    path = base.path
    if state == DELETED:
        reason, hint = "you deleted it", "restore it: aiwg deploy --force"
    elif state == EDITED:
        reason, hint = "you edited it", f"see: aiwg diff {path}"
    elif actual.links > 1:
        return _write_over(base, actual, backup=False)
    elif known is None:
        reason, hint = "your own file, not written by aiwg", KEEP_OR_REPLACE
    else:
        reason, hint = "you edited it, and its source changed", KEEP_OR_REPLACE
    return replace(base, action=state, record=known, reason=reason, hint=hint)


def ours(data: bytes, record: Record) -> bool:
    """Say whether bytes are what we last wrote; line ends that git changed do not count."""
    return digest(data) == record.sha256 or digest(data.replace(b"\r\n", b"\n")) == record.sha256


def _write_over(base: Action, actual: FileState, backup: bool) -> Action:
    return protected(base, actual) or replace(base, action=UPDATE, backup=backup)


def protected(base: Action, actual: FileState) -> Action | None:
    """Return the conflict with a file that must not be replaced, however well we know its text; else None."""
    if actual.kind != FILE:
        return None
    if actual.links > 1:
        reason = "it has a second name (hard link) that would keep the old text"
        return replace(base, action=CONFLICT, reason=reason, hint="break the link: cp it aside and move it back")
    if not actual.mode & 0o200:
        hint = f"allow it: chmod u+w {base.path}"
        return replace(base, action=CONFLICT, reason="you made it read-only", hint=hint)
    return None


def in_the_way(base: Action, actual: FileState) -> Action:
    """Return the conflict with something that is not a regular file: never written through, never removed."""
    reason = IN_THE_WAY[actual.kind].format(detail=actual.detail)
    hint = "move it away, or exclude what goes there"
    if actual.kind == LINK and base.own == BLOCK and not actual.unsafe and "/" not in actual.detail:
        hint = f"make this the file and {actual.detail} the link, or exclude what goes there"
    return replace(base, action=CONFLICT, before=None, reason=reason, hint=hint, unsafe=actual.unsafe)


def drop_file(path: str, record: Record, actual: FileState) -> Action:
    """Return the action for a recorded file that is not desired any more."""
    base = Action(
        FORGET,
        path,
        "file",
        actual.data if actual.kind == FILE else None,
        None,
        artifacts=record.artifacts,
        platforms=record.platforms,
    )
    if actual.kind == ABSENT or record.adopted:
        return base
    if actual.kind == FILE and ours(actual.data, record):
        return replace(base, action=DELETE)
    return replace(
        base,
        action=ORPHAN,
        reason="you edited it; it is yours now",
        hint="delete it if you do not need it",
    )
