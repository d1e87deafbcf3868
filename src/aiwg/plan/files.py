"""The decision for a file that is ours altogether."""

from __future__ import annotations

from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.digest import digest
from aiwg.formatters.normal_form import NormalForms, normal_form
from aiwg.fs.tree import ABSENT, FILE, LINK, FileState
from aiwg.manifest import BLOCK, Record
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


@dataclass(frozen=True, slots=True)
class Found:
    """The state of a text. `formatted`: other bytes say what aiwg would write, or what it wrote last."""

    state: str
    formatted: bool = False


def decide_file(
    output: FileOutput, record: Record | None, actual: FileState, force: bool, forms: NormalForms
) -> Action:
    """Return the action for a desired whole file."""
    known = record if record is not None and record.own == FILE_OWNED else None
    adopted = known.adopted if known else True
    if known is not None and output.content.has_sha256(known.sha256) and _stands(output, known, actual):
        return _action(KEEP, output, actual, known)
    wanted = output.content.sha256
    if actual.kind not in (ABSENT, FILE):
        return in_the_way(_action(KEEP, output, actual, _record(output, wanted)), actual)
    state = decide(wanted, known.sha256 if known else None, _seen(actual, output.content, wanted, known), force)
    if state == CREATE:
        return _action(CREATE, output, actual, _record(output, wanted, forms.of(output.path, output.content)))
    found = Found(state)
    if _may_be_formatted(state, known):
        found = after_formatter(state, output.path, output.data, actual.data, known)
    if found.state in (KEEP, ADOPT) and (known is None or actual.executable == output.executable):
        sha256 = wanted if not found.formatted else known.sha256 if known else actual.content.sha256
        form = known.form if known and known.sha256 == sha256 else forms.of(output.path, output.content)
        kept = _record(output, sha256, form, adopted)
        same = record if record == kept else kept  # an equal one is not held twice
        return _action(found.state, output, actual, same)
    if found.state in (EDITED, DELETED, CONFLICT):
        return _left_alone(_action(KEEP, output, actual, _record(output, wanted)), found.state, known, actual)
    base = _action(KEEP, output, actual, _record(output, wanted, forms.of(output.path, output.content)))
    is_update = found.state in (UPDATE, TAKE)
    return _write_over(base, actual, found.formatted or found.state == TAKE or (is_update and adopted))


def _stands(output: FileOutput, known: Record, actual: FileState) -> bool:
    """Say whether a file is there just as it should be, and is recorded so, with nothing that no such record has."""
    return (
        actual.kind == FILE
        and actual.content == output.content
        and actual.executable == output.executable == known.executable
        and known.artifacts == output.artifacts
        and known.platforms == output.platforms
        and known.is_plain_file
        and not known.created
    )


def _record(output: FileOutput, sha256: str, form: str = "", adopted: bool = False) -> Record:
    return Record(
        FILE_OWNED, sha256, output.executable, adopted, artifacts=output.artifacts, platforms=output.platforms,
        form=form,
    )  # fmt: skip


def _action(action: str, output: FileOutput, actual: FileState, record: Record | None) -> Action:
    before = None if actual.kind == ABSENT else actual.content
    return Action(
        action, output.path, FILE_OWNED, before, output.content, output.executable, None, record,
        artifacts=output.artifacts, platforms=output.platforms,
    )  # fmt: skip


def _seen(actual: FileState, content: Content, wanted: str, known: Record | None) -> str | None:
    """Return the hash of what is there, as the desired or the recorded one if only line ends differ."""
    if actual.kind == ABSENT:
        return None
    if actual.content == content:
        return wanted
    seen, data = actual.content.sha256, actual.data
    plain = digest(data.replace(b"\r\n", b"\n")) if b"\r\n" in data else seen
    for sha256 in (wanted, known.sha256 if known else wanted):
        if sha256 in (seen, plain):
            return sha256
    return seen


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
    if digest(data) == record.sha256:
        return True
    return b"\r\n" in data and digest(data.replace(b"\r\n", b"\n")) == record.sha256


def known_again(path: str, data: bytes, record: Record, is_section: bool = False) -> bool:
    """Say whether bytes say what we last wrote, after a formatter: where nothing is rendered to compare them with."""
    return bool(record.form) and normal_form(path, data, is_section) == record.form


def says_the_same(output: FileOutput, there: bytes | None) -> bool:
    """Say whether the bytes at an output's path say what it does, whatever their layout."""
    if there is None or there == output.data:
        return there is not None
    from aiwg.formatters.same import is_same

    return is_same(output.path, output.data, there)


def after_formatter(
    state: str, path: str, desired: bytes, actual: bytes, known: Record | None, is_section: bool = False
) -> Found:
    """Return a state with formatters taken into account: only what changed the meaning of a text is an edit.

    Nothing is written over a text that says what it should. One that says what we wrote last gives way to a new one.
    """
    if not _may_be_formatted(state, known):
        return Found(state)
    from aiwg.formatters.same import is_same

    if is_same(path, desired, actual, is_section):
        return Found(KEEP if known else ADOPT, formatted=True)
    if state in (CONFLICT, TAKE) and known and known_again(path, actual, known, is_section):
        return Found(UPDATE, formatted=True)
    return Found(state)


def _may_be_formatted(state: str, known: Record | None) -> bool:
    return state in (EDITED, CONFLICT, TAKE) or bool(state == UPDATE and known and known.adopted)


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
    hint = "move it, or exclude the artifacts for this path"
    if actual.kind == LINK and base.own == BLOCK and not actual.unsafe and "/" not in actual.detail:
        hint = f"make this the file and {actual.detail} the link, or exclude the artifacts for this path"
    return replace(base, action=CONFLICT, old=None, reason=reason, hint=hint, unsafe=actual.unsafe)


def drop_file(path: str, record: Record, actual: FileState) -> Action:
    """Return the action for a recorded file that is not desired any more."""
    base = Action(
        FORGET,
        path,
        "file",
        actual.content if actual.kind == FILE else None,
        None,
        artifacts=record.artifacts,
        platforms=record.platforms,
    )
    if actual.kind == ABSENT or record.adopted:
        return base
    if actual.kind == FILE and ours(actual.data, record):
        return replace(base, action=DELETE)
    if actual.kind == FILE and known_again(path, actual.data, record):
        return replace(base, action=DELETE, backup=True)
    return replace(
        base,
        action=ORPHAN,
        reason="you edited it; it counts as your file now",
        hint="delete it if you do not need it",
    )
