"""What a change of status means for other records: a decision stays in force until its successor is accepted."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.adr.editing import superseded_pair, with_status
from aiwg.adr.links import SUPERSEDED_BY, SUPERSEDES
from aiwg.adr.record import DecisionRecord
from aiwg.adr.repository import Records
from aiwg.adr.status import PROPOSED, REJECTED, SUPERSEDED
from aiwg.adr.unlink import leads_to, without_link

Changes = list[tuple[DecisionRecord, str]]


def is_pending(record: DecisionRecord) -> bool:
    """Say whether a record has not been decided: it does not take the place of any other yet."""
    return record.status.kind == PROPOSED


def accepting(record: DecisionRecord, records: Records, status: str, day: str, step: str) -> Changes:
    """Return the texts when a record is accepted: its own, and those of the records that it supersedes."""
    changes: Changes = [(record, with_status(record, status, day, step))]
    for old in _superseded(record, records):
        if old.status.kind not in (SUPERSEDED, REJECTED):
            changes.append((old, superseded_pair(old, record, day)[0]))
    return changes


def rejecting(record: DecisionRecord, records: Records, status: str, day: str, step: str) -> Changes:
    """Return the texts when a record is rejected: what it would have superseded stays in force, and is not named."""
    old_ones = list(_superseded(record, records))
    text = with_status(record, status, day, step)
    for old in old_ones:
        text = without_link(DecisionRecord(record.name, text, record.file), old, SUPERSEDES)
    changes: Changes = [(record, text)]
    for old in old_ones:
        if any(link.kind == SUPERSEDED_BY and leads_to(link, record) for link in old.links):
            said = f"in force again: {record.id} was rejected"
            again = DecisionRecord(old.name, with_status(old, "Accepted", day, said), old.file)
            changes.append((old, without_link(again, record, SUPERSEDED_BY)))
    return changes


def _superseded(record: DecisionRecord, records: Records) -> Iterator[DecisionRecord]:
    """Yield the other records that a record says it supersedes, each once."""
    found = {}
    for link in record.links:
        old = records.get(link.target) if link.kind == SUPERSEDES else None
        if old is not None and old.name != record.name:
            found[old.name] = old
    yield from found.values()
