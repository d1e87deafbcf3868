"""Edits of a block that aiwg has in a shared text file: which artifact's section each changed line belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass
from aiwg.importing.back.hunks import changed_lines
from aiwg.importing.back.model import UnreconcilableError
from aiwg.importing.back.words import merged_words
from aiwg.merge import block
from aiwg.merge.conflicts import lines_of
from aiwg.merge.errors import EditRefusedError
from aiwg.render.outputs import BlockOutput, BlockSection

SEPARATORS = {"html": 1, "hash": 0}
"""How many empty lines stand between two sections."""


@dataclass(frozen=True, slots=True)
class EditedSection:
    """The section of one artifact in a block, as aiwg would write it and as it is now; `why`: none can tell."""

    artifact: str
    before: str
    after: str
    why: str = ""


def body_of(text: str, style: str, path: str) -> str:
    """Return the text between the marks of aiwg's block. Raises UnreconcilableError where they are damaged."""
    try:
        found = block.find(text, style)
    except EditRefusedError:
        found = None
    if found is None:
        way = "To write it again: aiwg deploy --force (your file is backed up)."
        raise UnreconcilableError(f"the marks of aiwg's block in {path} are damaged", way)
    return found.body


def edited_sections(output: BlockOutput, body: str) -> list[EditedSection]:
    """Return the sections that differ in `body` from what aiwg would write."""
    ordered = sorted(output.sections.values(), key=lambda section: (section.order, section.artifact))
    lines, owners = _owned_lines(ordered, SEPARATORS[output.style])
    there = lines_of(f"{body.strip(chr(10))}\n")
    changes: dict[int, list[tuple[int, int, list[str]]]] = {}
    torn: set[int] = set()
    for _, start, end, from_there, to_there in changed_lines(lines, there):
        touched = {owner for owner in owners[start:end] if owner is not None}
        if len(touched) > 1:
            torn |= touched
            continue
        new = there[from_there:to_there]
        owner = touched.pop() if touched else _nearest(owners, start, new)
        changes.setdefault(owner, []).append((start, end, new))
    found = [
        EditedSection(ordered[number].artifact, _trimmed(ordered[number].text), "", _across(torn, ordered))
        for number in sorted(torn)
    ]
    for number in sorted(changes.keys() - torn):
        at = owners.index(number)
        stop = len(owners) - owners[::-1].index(number)
        before = "".join(lines[at:stop])
        parts = list[str]()
        for start, end, new in changes[number]:
            parts += [*lines[at:start], *new]
            at = max(end, at)
        after = "".join([*parts, *lines[at:stop]])
        found.append(EditedSection(ordered[number].artifact, _trimmed(before), _trimmed(after)))
    return [each for each in found if each.why or each.before != each.after]


def _across(torn: set[int], ordered: Sequence[BlockSection]) -> str:
    named = " and ".join(ordered[number].artifact for number in sorted(torn))
    return f"one change goes across the texts of {named}"


def _trimmed(text: str) -> str:
    return text.strip("\n")


def _owned_lines(ordered: Sequence[BlockSection], empty: int) -> tuple[list[str], list[int | None]]:
    """Return the lines of all sections, and which section each belongs to; none owns what stands between two."""
    lines, owners = list[str](), list[int | None]()
    for number, section in enumerate(ordered):
        if number:
            lines += ["\n"] * empty
            owners += [None] * empty
        own = lines_of(f"{_trimmed(section.text)}\n")
        lines += own
        owners += [number] * len(own)
    return lines, owners


def _nearest(owners: Sequence[int | None], at: int, new: Sequence[str]) -> int:
    """Return the section that lines between two belong to: the one below them where they stand close to it."""
    above = next((owner for owner in reversed(owners[:at]) if owner is not None), None)
    below = next((owner for owner in owners[at:] if owner is not None), None)
    if above is None or below is None or above == below:
        return next(owner for owner in (above, below, 0) if owner is not None)
    is_close_below = at > 0 and owners[at - 1] is None and bool(new) and bool(new[-1].strip())
    return below if is_close_below else above


def with_section(artifact: Artifact, before: str, after: str) -> Artifact:
    """Return an artifact whose section in a block was edited. Raises UnreconcilableError."""
    file, body = artifact.origin.file, artifact.body.strip()
    if not before.endswith(body):
        merged = merged_words(f"{before}\n", artifact.body, f"{after}\n")
        if merged is not None:
            return artifact.with_(body=merged)
        raise UnreconcilableError(f"the edited lines read otherwise in {file}", f"Edit {file}.")
    head = before[: len(before) - len(body)]
    if head and not after.startswith(head):
        raise UnreconcilableError(
            f"the line above the text of {artifact.key} is aiwg's own, and it was changed",
            "To write it again: aiwg deploy --force (your file is backed up).",
        )
    text = after[len(head) :].strip("\n")
    return artifact.with_(body=f"{text}\n")


def is_empty(artifact: Artifact, before: str, after: str) -> bool:
    """Say whether nothing is left of the section of an artifact, but for aiwg's own line above it."""
    body = artifact.body.strip()
    head = before[: len(before) - len(body)] if before.endswith(body) else ""
    return not after.strip() or after.strip() == head.strip()
