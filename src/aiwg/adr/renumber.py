"""Giving a record another number: its name, its own text, and every link of the others that means it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from aiwg.adr.editing import Splice, spliced
from aiwg.adr.names import number_in, shown_id
from aiwg.adr.record import DecisionRecord
from aiwg.adr.repository import Records
from aiwg.adr.status import MISSING, OTHER, PROPOSED
from aiwg.core.dataclass import dataclass, field
from aiwg.core.patterns import lazy_pattern

_DIGITS = lazy_pattern(r"^(?:adr[-_ ]?)?(?P<number>\d+)", re.IGNORECASE)
_HEAD = lazy_pattern(r"^(?:ADR[-_ #]*)?(?P<number>\d+)(?=[\s.:)\u2013\u2014-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A record's new name and text, the new texts of the others, and where an id may mean either of two records."""

    record: DecisionRecord
    name: str
    text: str
    others: list[tuple[DecisionRecord, str]] = field(default_factory=list)
    unclear: list[tuple[DecisionRecord, int]] = field(default_factory=list)


def to_renumber(records: Records) -> list[DecisionRecord]:
    """Return the records whose number another one keeps: the one decided, else written, earlier."""
    by_number: dict[int, list[DecisionRecord]] = {}
    for record in records.all:
        if record.number is not None:
            by_number.setdefault(record.number, []).append(record)
    return [each for group in by_number.values() for each in sorted(group, key=_age)[1:]]


def _age(record: DecisionRecord) -> tuple[bool, str, str]:
    return record.status.kind in (PROPOSED, OTHER, MISSING), record.date or "9999", record.name


def renumbered(record: DecisionRecord, number: int, records: Records) -> Renumbered:
    """Return what changes when a record gets a number that is free."""
    name = _name(record, number)
    text = spliced(record.text, _own_changes(record, number))
    others, unclear = [], []
    twins = [each for each in records.all if each.number == record.number and each is not record]
    for other in records.all:
        if other is record:
            continue
        changes = list(_by_file(other, record, name, number))
        covered = [(each.start, each.end) for each in changes]
        for at, end, means in _by_id(other, record, twins):
            if any(start <= at < stop for start, stop in covered):
                continue
            if means:
                changes.append(Splice(at, end, shown_id(number)))
            elif means is None:
                unclear.append((other, other.page.line(at)))
        if changes:
            others.append((other, spliced(other.text, changes)))
    return Renumbered(record, name, text, others, unclear)


def _name(record: DecisionRecord, number: int) -> str:
    found = _DIGITS.match(record.base)
    folder = record.name[: len(record.name) - len(record.base)]
    if found is None or number_in(record.base) is None:
        return record.name
    digits = f"{number:0{len(found['number'])}}"
    return f"{folder}{record.base[: found.start('number')]}{digits}{record.base[found.end('number') :]}"


def _own_changes(record: DecisionRecord, number: int) -> Iterator[Splice]:
    """Yield the changes in the record itself: the id, and the number before its title."""
    for span in record.fields.get("id", ())[:1]:
        found = re.search(r"\d+", record.text[span.start : span.end])
        if found and int(found[0]) == record.number:
            yield Splice(span.start + found.start(), span.start + found.end(), f"{number:0{len(found[0])}}")
    if not record.is_ours:
        for span in record.fields.get("title", ()):
            found = _HEAD.match(record.text[span.start : span.end])
            if found and int(found["number"]) == record.number:
                start = span.start + found.start("number")
                yield Splice(start, span.start + found.end("number"), f"{number:0{len(found['number'])}}")


def _by_file(other: DecisionRecord, record: DecisionRecord, name: str, number: int) -> Iterator[Splice]:
    """Yield the changes of links that name the file, the number in their text among them."""
    old, new = record.base, name.rpartition("/")[2]
    stems = (re.escape(each) for each in dict.fromkeys((old, quote(old))))
    pattern = (
        rf"(?:\[(?P<label>[^\[\]\n]{{0,300}})\]\([^()\s]{{0,300}})?(?<![\w.-])(?P<file>{'|'.join(stems)})(?![\w-]|\.\w)"
    )
    if old not in other.text and quote(old) not in other.text:
        return
    for match in re.finditer(pattern, other.text):
        file = quote(new) if match["file"] != old else new
        yield Splice(match.start("file"), match.end("file"), file)
        shown = re.search(rf"(?<!\d)0*{record.number}(?!\d)", match["label"] or "")
        if shown:
            start = match.start("label") + shown.start()
            yield Splice(start, start + len(shown[0]), f"{number:0{len(shown[0])}}")


def _by_id(
    other: DecisionRecord, record: DecisionRecord, twins: list[DecisionRecord]
) -> Iterator[tuple[int, int, bool | None]]:
    """Yield where an id of the number stands, and whether it means the record: None when that cannot be told."""
    pattern = re.compile(rf"\bADR[- _]?0*{record.number}\b", re.IGNORECASE)
    own_id = {span.start for span in other.fields.get("id", ())} if other.number == record.number else set()
    for match in pattern.finditer(other.page.plain):
        if match.start() in own_id or other in twins:
            continue
        after = re.sub(r"^[\s,:;()\u2013\u2014-]+", "", other.text[match.end() : match.end() + 300])
        if record.title and after.startswith(record.title):
            yield match.start(), match.end(), True
        elif any(twin.title and after.startswith(twin.title) for twin in twins):
            yield match.start(), match.end(), False
        elif not twins:
            yield match.start(), match.end(), True
        else:
            names_it = any(link.target == other.key for link in record.links)
            names_twin = any(link.target == other.key for twin in twins for link in twin.links)
            yield match.start(), match.end(), True if names_it and not names_twin else False if names_twin else None
