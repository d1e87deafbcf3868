"""Our block in a text file that git merged: one of its versions stands in it again, and your text is as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from aiwg.core.dataclass import replace
from aiwg.core.digest import digest
from aiwg.manifest import BLOCK, Record
from aiwg.merge import block
from aiwg.merge.conflicts import Conflict, Part, has_markers, parts_of, versions_of
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.three_way import merge_texts
from aiwg.plan.merged import Versions


def settle_block(text: str, versions: Versions) -> tuple[str, Record] | None:
    """Return the text with one version of our block in it, and the record of that; None when it holds none of ours.

    Conflicts in the user's text stay as they are. Raises EditRefusedError when some of the block is the user's, or
    cannot be told from their text.
    """
    records = versions.owned_as(BLOCK)
    if not records:
        return None
    style = records[0].style
    known = _known_lines(text, versions, records) if versions.is_merged or has_markers(text) else set()
    if has_markers(text):
        settled = _each_in_its_part(text, style)
        if settled is None:
            return _put_together(text, versions, records, known)
        text = settled
    found = block.find(text, style)
    if found is None:
        return None
    return text, _record_of(found.body, records, known)


def _record_of(body: str, records: Sequence[Record], known: set[str]) -> Record:
    """Return the record that says what our block holds. Raises EditRefusedError when that is not all ours."""
    created = all(record.created for record in records)
    for record in records:
        if digest(body.encode()) == record.sha256:
            return replace(record, created=created)
    if not known.issuperset(body.split("\n")):
        raise EditRefusedError("one of the branches edited aiwg's block", 1, "resolve the conflict")
    return replace(records[0], sha256=digest(body.encode()), adopted=False, created=created, form="")


def _known_lines(text: str, versions: Versions, records: Sequence[Record]) -> set[str]:
    """Return the lines of those versions of our block that are as they were written."""
    hashes, known = {record.sha256 for record in records}, {""}
    texts = [data.decode("utf-8", "replace") for data in (*versions.texts, versions.base or b"")]
    with suppress(EditRefusedError):
        texts += versions_of(text) if has_markers(text) else []
    for each in texts:
        body = _body(each, records[0].style)
        if body is not None and digest(body.encode()) in hashes:
            known.update(body.split("\n"))
    return known


def _body(text: str, style: str) -> str | None:
    try:
        found = block.find(text, style)
    except EditRefusedError:
        return None
    return found.body if found else None


def _each_in_its_part(text: str, style: str) -> str | None:
    """Return the text without the conflicts in our block; None when one is partly in it."""
    inside, result = False, list[str]()
    for part in parts_of(text):
        if not isinstance(part, Conflict):
            inside = _is_inside(part, style, inside)
            result += part
        elif any(_marks(line, style) for line in part.raw):
            return None
        else:
            result += part.ours if inside else part.raw
    return "".join(result)


def _marks(line: str, style: str) -> bool:
    return block.marker_line(line, style) is not None


def _is_inside(lines: Iterable[str], style: str, inside: bool) -> bool:
    """Say whether what follows some lines is in our block."""
    for line in lines:
        if _marks(line, style):
            inside = not inside
    return inside


def _put_together(
    text: str, versions: Versions, records: Sequence[Record], known: set[str]
) -> tuple[str, Record] | None:
    """Return the user's text of all versions merged without our block, and a version of the block in it."""
    style, bodies, at = records[0].style, list[str](), "end"
    mine: list[str] = []
    for version in versions_of(text):
        found = block.find(version, style)
        if found is not None:
            _record_of(found.body, records, known)
            bodies.append(found.body)
            at = "start" if version[found.end :].strip() and not version[: found.start].strip() else at
        mine.append(_without(version, records))
    if not bodies:
        return None
    base = versions.base.decode("utf-8", "replace") if versions.base is not None else ""
    before = [*([versions.before] if versions.before is not None and versions.before.own == BLOCK else []), *records]
    merged = _merged(_without(base, before), list(dict.fromkeys(mine)), _labels(parts_of(text)))
    placed = block.put(merged, bodies[0], style, at)
    record = _record_of(bodies[0], records, known)
    return placed.text, replace(record, part=replace(record.part, lead=placed.lead, tail=placed.tail), adopted=False)


def _without(text: str, records: Sequence[Record]) -> str:
    """Return a text without our block and what was put around it."""
    for record in records:
        rest = block.drop(text, record.style, record.lead, record.tail)
        if record.lead or record.tail:
            return rest
    return block.drop(text, records[0].style)


def _merged(base: str, mine: Sequence[str], labels: tuple[str, str]) -> str:
    merged = mine[0]
    for other in mine[1:]:
        merged, _ = merge_texts(base, merged, other, labels)
    return merged


def _labels(parts: Iterable[Part]) -> tuple[str, str]:
    """Return what git calls the two sides."""
    first = next((part for part in parts if isinstance(part, Conflict)), None)
    if first is None:
        return "ours", "theirs"
    return first.raw[0].lstrip("<").strip() or "ours", first.raw[-1].lstrip(">").strip() or "theirs"
