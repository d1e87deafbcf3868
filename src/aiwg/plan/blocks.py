"""The decision for our block in a shared text file."""

from __future__ import annotations

from aiwg.core.content import Content
from aiwg.core.dataclass import replace
from aiwg.core.digest import digest
from aiwg.formatters.normal_form import normal_form
from aiwg.fs.tree import ABSENT, FILE, FileState
from aiwg.manifest import BLOCK, Record, SharedPart
from aiwg.manifest import FILE as FILE_OWNED
from aiwg.merge import block
from aiwg.merge.block import PlacedBlock
from aiwg.merge.errors import EditRefusedError
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
from aiwg.plan.files import after_formatter, in_the_way, known_again, ours, protected
from aiwg.render.outputs import BlockOutput


def decide_block(output: BlockOutput, record: Record | None, actual: FileState, force: bool) -> Action:
    """Return the action for a desired block."""
    platforms = tuple(sorted(output.platforms))
    base = Action(
        KEEP,
        output.path,
        BLOCK,
        actual.content if actual.kind == FILE else None,
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
    except EditRefusedError as error:
        return refused(base, error)
    except UnicodeDecodeError:
        return replace(
            base,
            action=CONFLICT,
            reason="it is not UTF-8 text, so no block can be put into it",
            hint="save it as UTF-8, or exclude the artifacts for this file",
        )


def refused(base: Action, error: EditRefusedError) -> Action:
    """Return the conflict for a file that cannot be edited without touching what is not ours."""
    line = f"line {error.line}: " if error.line and f"line {error.line}" not in error.reason else ""
    return replace(base, action=CONFLICT, reason=f"{line}{error.reason}", hint=error.hint or "fix it, then run again")


def _decide(base: Action, output: BlockOutput, record: Record | None, actual: FileState, force: bool) -> Action:
    text = actual.data.decode("utf-8") if actual.kind == FILE else ""
    created = actual.kind == ABSENT or bool(record and record.created)
    if record is not None and record.own == FILE_OWNED and actual.kind == FILE and ours(actual.data, record):
        text, created = "", True
    known = record if record is not None and record.own == BLOCK else None
    found = block.find(text, output.style)
    wanted = digest(output.body.encode())
    part = SharedPart(output.style, known.lead if known else "", known.tail if known else "")
    new = Record(
        BLOCK, wanted, created=created, part=part, artifacts=output.artifacts, platforms=base.platforms,
        form=known.form if known and known.sha256 == wanted else normal_form(output.path, output.body.encode(), True),
    )  # fmt: skip
    there = found.body.encode() if found else b""
    state = decide(new.sha256, known.sha256 if known else None, digest(there) if found else None, force)
    formatted = False
    if found:
        after = after_formatter(state, output.path, output.body.encode(), there, known, is_section=True)
        state, formatted = after.state, after.formatted
    if state in (KEEP, ADOPT) and formatted:
        same = replace(new, sha256=known.sha256 if known else digest(there), form=known.form if known else "")
        return replace(base, action=state, record=replace(same, adopted=known.adopted if known else True))
    if found and known and state in (KEEP, UPDATE) and not known.adopted:
        moved = _at_start(output, text, known)
        if moved is not None:
            record = replace(new, part=replace(part, lead=moved.lead, tail=moved.tail))
            update = replace(base, action=UPDATE, new=Content(moved.text.encode()), record=record, backup=formatted)
            return protected(base, actual) or update
    if state in (KEEP, ADOPT):
        return replace(base, action=state, record=replace(new, adopted=known.adopted if known else True))
    if state in (CREATE, UPDATE, TAKE):
        if conflict := protected(base, actual):
            return conflict
        placed = block.put(text, output.body, output.style)
        if _is_cut(output, placed.text):
            placed = block.put(text, output.body, output.style, "start")
        record = replace(new, part=replace(part, lead=placed.lead or part.lead, tail=placed.tail or part.tail))
        kind = CREATE if actual.kind == ABSENT else UPDATE
        content = Content(placed.text.encode())
        return replace(base, action=kind, new=content, record=record, backup=formatted or state == TAKE)
    return _left_alone(replace(base, record=known), state, found.line if found else 1)


def _at_start(output: BlockOutput, text: str, known: Record) -> PlacedBlock | None:
    """Return the text with our block at its start, if it stands where it is cut off and would not be there."""
    if not _is_cut(output, block.put(text, output.body, output.style).text):
        return None
    rest = block.drop(text, output.style, known.lead, known.tail)
    placed = block.put(rest, output.body, output.style, "start")
    return None if placed.text == text else placed


def _is_cut(output: BlockOutput, text: str) -> bool:
    """Say whether our block ends beyond what platforms read of the file, and would not if it stood alone."""
    if output.room is None or len(text.encode()) <= output.room:
        return False
    found = block.find(text, output.style)
    if found is None:
        return False
    end, start = (len(text[:offset].encode()) for offset in (found.end, found.start))
    return end > output.room >= end - start


def _left_alone(base: Action, state: str, line: int) -> Action:
    """Return the action for a block that the user deleted or edited, or that we know nothing of."""
    if state == DELETED:
        reason, hint = "you deleted aiwg's block", "restore it: aiwg deploy --force"
    elif state == EDITED:
        reason, hint = f"you edited aiwg's block (line {line})", f"see: aiwg diff {base.path}"
    else:
        edited = f"you edited aiwg's block (line {line}), and its source changed"
        reason = edited if base.record else f"its aiwg block (line {line}) is not in the manifest"
        hint = KEEP_OR_REPLACE
    return replace(base, action=state, reason=reason, hint=hint)


def drop_block(path: str, record: Record, actual: FileState) -> Action:
    """Return the action for a recorded block that is not desired any more."""
    base = Action(
        FORGET,
        path,
        BLOCK,
        actual.content,
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
        formatted = digest(found.body.encode()) != record.sha256
        if formatted and not known_again(path, found.body.encode(), record, is_section=True):
            return replace(
                base,
                action=ORPHAN,
                reason="you edited aiwg's block; it counts as your text now",
                hint="remove the block if you do not need it",
            )
        rest = block.drop(text, record.style, record.lead, record.tail)
    except (EditRefusedError, UnicodeDecodeError) as error:
        return replace(base, action=ORPHAN, reason=str(error), hint="remove aiwg's block by hand")
    if record.created and not rest.strip(" \t\r\n"):
        return replace(base, action=DELETE, backup=formatted)
    update = replace(base, action=UPDATE, new=Content(rest.encode()), record=None, backup=formatted)
    return protected(base, actual) or update
