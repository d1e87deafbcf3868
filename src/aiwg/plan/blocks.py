"""The decision for our block in a shared text file."""

from __future__ import annotations

from dataclasses import replace

from aiwg.disk import ABSENT, FILE, Actual
from aiwg.manifest import BLOCK, Record, digest
from aiwg.merge import block
from aiwg.merge.errors import CannotEdit
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
from aiwg.plan.files import in_the_way, ours
from aiwg.render.outputs import BlockOutput


def decide_block(output: BlockOutput, record: Record | None, actual: Actual, force: bool) -> Action:
    """Return the action for a desired block."""
    platforms = tuple(sorted(output.platforms))
    base = Action(
        KEEP,
        output.path,
        BLOCK,
        actual.data if actual.kind == FILE else None,
        None,
        actual.executable,
        actual.mode or None,
        record,
        "",
        "",
        output.artifacts,
        platforms,
    )
    if actual.kind not in (ABSENT, FILE):
        return in_the_way(base, actual)
    try:
        return _decide(base, output, record, actual, force)
    except CannotEdit as error:
        return refused(base, error)
    except UnicodeDecodeError:
        return replace(
            base,
            action=CONFLICT,
            reason="it is not UTF-8 text, so no block can be put into it",
            hint="save it as UTF-8, or exclude what goes there",
        )


def refused(base: Action, error: CannotEdit) -> Action:
    """Return the conflict for a file that cannot be edited without touching what is not ours."""
    line = f"line {error.line}: " if error.line and f"line {error.line}" not in error.reason else ""
    return replace(base, action=CONFLICT, reason=f"{line}{error.reason}", hint=error.hint or "mend it, then run again")


def _decide(base: Action, output: BlockOutput, record: Record | None, actual: Actual, force: bool) -> Action:
    text = actual.data.decode("utf-8") if actual.kind == FILE else ""
    created = actual.kind == ABSENT or bool(record and record.created)
    if record is not None and record.own == "file" and actual.kind == FILE and ours(actual.data, record):
        text, created = "", True
    known = record if record is not None and record.own == BLOCK else None
    found = block.find(text, output.style)
    new = Record(
        BLOCK,
        digest(output.body.encode()),
        created=created,
        style=output.style,
        artifacts=output.artifacts,
        platforms=base.platforms,
        lead=known.lead if known else "",
        tail=known.tail if known else "",
    )
    base = replace(base, record=new)
    if found is None:
        if known is not None and not force:
            return replace(
                base,
                action=DELETED,
                record=known,
                reason="you deleted our block since we wrote it",
                hint="restore it: aiwg deploy --force",
            )
        return _put(base, text, output, CREATE if actual.kind == ABSENT else UPDATE, new)
    if found.body == output.body:
        return replace(
            base,
            action=KEEP if known else ADOPT,
            record=replace(new, adopted=known.adopted if known else True),
        )
    if known is not None and digest(found.body.encode()) == known.sha256:
        return _put(base, text, output, UPDATE, new)
    if force:
        return replace(_put(base, text, output, UPDATE, new), backup=True)
    if known is not None and known.sha256 == new.sha256:
        return replace(
            base,
            action=EDITED,
            record=known,
            reason=f"our block (line {found.line}) was edited since we wrote it",
            hint=f"see: aiwg diff {output.path}",
        )
    reason = (
        f"our block (line {found.line}) was edited since we wrote it"
        if known
        else f"it holds a block (line {found.line}) that is not in our manifest"
    )
    return replace(
        base,
        action=CONFLICT,
        record=known,
        reason=reason,
        hint=f"see: aiwg diff {output.path}   take ours: --force (yours is backed up)",
    )


def _put(base: Action, text: str, output: BlockOutput, kind: str, new: Record) -> Action:
    placed = block.put(text, output.body, output.style)
    record = replace(new, lead=placed.lead or new.lead, tail=placed.tail or new.tail)
    if base.mode is not None and not base.mode & 0o200:
        return replace(base, action=CONFLICT, reason="you made it read-only", hint=f"allow it: chmod u+w {base.path}")
    return replace(base, action=kind, after=placed.text.encode(), record=record)


def drop_block(path: str, record: Record, actual: Actual) -> Action:
    """Return the action for a recorded block that is not desired any more."""
    base = Action(
        FORGET,
        path,
        BLOCK,
        actual.data,
        None,
        actual.executable,
        actual.mode or None,
        artifacts=record.artifacts,
        platforms=record.platforms,
    )
    if actual.kind != FILE or record.adopted:
        return base
    try:
        text = actual.data.decode("utf-8")
        found = block.find(text, record.style)
        if found is None:
            return base
        if digest(found.body.encode()) != record.sha256:
            return replace(
                base,
                action=ORPHAN,
                reason="our block was edited since we wrote it; it is yours now",
                hint="remove the block if you do not need it",
            )
        rest = block.drop(text, record.style, record.lead, record.tail)
    except (CannotEdit, UnicodeDecodeError) as error:
        return replace(base, action=ORPHAN, reason=str(error), hint="remove our block by hand")
    if record.created and not rest:
        return replace(base, action=DELETE)
    return replace(base, action=UPDATE, after=rest.encode(), record=None)
