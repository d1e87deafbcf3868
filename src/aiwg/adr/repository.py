"""All records of a folder: how they are found by name, and what is wrong between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from aiwg.adr.links import BACK, SUPERSEDED_BY, SUPERSEDES, Link
from aiwg.adr.names import number_typed, shown_id, stem
from aiwg.adr.record import DecisionRecord
from aiwg.adr.status import PROPOSED, REJECTED, SUPERSEDED
from aiwg.findings.model import ERROR, WARNING, Finding

Key = int | str


class Records:
    """The records of a folder, by number and by file name."""

    def __init__(self, records: Iterable[DecisionRecord]) -> None:
        self.all = sorted(records, key=lambda record: (record.number is None, record.number or 0, record.name))
        self._by_key: dict[Key, DecisionRecord] = {}
        for record in self.all:
            self._by_key.setdefault(stem(record.name), record)
            if record.number is not None:
                self._by_key.setdefault(record.number, record)

    def named(self, typed: str) -> list[DecisionRecord]:
        """Return the records that a person means: by number, id, file name or path; several share a number."""
        exact = [each for each in self.all if typed in (each.name, stem(each.name), each.file)]
        if exact:
            return exact
        number = number_typed(typed)
        return [each for each in self.all if number is not None and each.number == number]

    def get(self, key: Key) -> DecisionRecord | None:
        """Return the record that a link names, or None."""
        return self._by_key.get(key)

    def next_number(self) -> int:
        """Return the number after the highest."""
        return max((each.number for each in self.all if each.number is not None), default=0) + 1

    def findings(self) -> list[Finding]:
        """Return what is wrong between the records."""
        return [
            *_duplicates(self.all),
            *_gaps(self.all),
            *(finding for record in self.all for finding in self._link_findings(record)),
            *self._cycles(),
        ]

    def _link_findings(self, record: DecisionRecord) -> Iterator[Finding]:
        for link in record.links:
            line = record.page.line(link.at)
            other = self.get(link.target)
            if other is None:
                message = f"{link.kind} {_shown(link.target)}, which does not exist"
                yield Finding("dangling-link", ERROR, message, record.file, line)
            elif other is record:
                yield Finding("dangling-link", ERROR, f"{link.kind} itself", record.file, line)
            else:
                yield from _sides(record, link, other, line)
        if record.status.kind == SUPERSEDED and not any(link.kind == SUPERSEDED_BY for link in record.links):
            level = ERROR if record.is_ours else WARNING
            message = "the status is Superseded, but no record supersedes it"
            yield Finding("status-mismatch", level, message, record.file, record.at("status"))

    def _cycles(self) -> Iterator[Finding]:
        after: dict[str, set[str]] = {}
        by_name = {record.name: record for record in self.all}
        for record in self.all:
            for link in record.links:
                other = self.get(link.target)
                if other is not None and other is not record and link.kind in (SUPERSEDES, SUPERSEDED_BY):
                    new, old = (record, other) if link.kind == SUPERSEDES else (other, record)
                    after.setdefault(new.name, set()).add(old.name)
        for circle in _circles(after):
            record = by_name[circle[0]]
            names = " -> ".join(by_name[name].id for name in (*circle, circle[0]))
            line = record.at("supersedes") if "supersedes" in record.fields else record.at("status")
            yield Finding("supersession-cycle", ERROR, f"records supersede each other: {names}", record.file, line)


def _sides(record: DecisionRecord, link: Link, other: DecisionRecord, line: int) -> Iterator[Finding]:
    """Yield what is wrong when the other record does not say the same from its side."""
    ours = record.is_ours and other.is_ours
    level = ERROR if ours else WARNING
    back = other.targets.get(BACK[link.kind], set())
    named_back = record.key in back or stem(record.name) in back
    if link.kind == SUPERSEDES and record.status.kind in (PROPOSED, REJECTED):
        if record.status.kind == REJECTED and not named_back:
            message = f"{record.id} was rejected, but still claims to supersede {other.id}"
            yield Finding("status-mismatch", level, message, record.file, line)
        return  # the other one is in force until this one is accepted
    if not named_back and (ours or link.kind in (SUPERSEDES, SUPERSEDED_BY)):
        message = f"{link.kind} {other.id}, but {other.id} does not say {BACK[link.kind]} {record.id}"
        yield Finding("one-sided-link", level, message, record.file, line)
    if link.kind == SUPERSEDES and other.status.kind != SUPERSEDED:
        message = f"{record.id} supersedes {other.id}, whose status is {other.status_text}"
        yield Finding("status-mismatch", level, message, other.file, other.at("status"))
    if link.kind == SUPERSEDED_BY and other.status.kind in (REJECTED, PROPOSED):
        message = f"superseded by {other.id}, whose status is {other.status_text}"
        how = level if other.status.kind == REJECTED else WARNING
        yield Finding("status-mismatch", how, message, record.file, line)


def _duplicates(records: Sequence[DecisionRecord]) -> Iterator[Finding]:
    first: dict[int, DecisionRecord] = {}
    for record in records:
        if record.number is None:
            continue
        other = first.setdefault(record.number, record)
        if other is not record:
            message = f"the number {record.number} is also that of {other.name}"
            yield Finding("duplicate-number", ERROR, message, record.file, 1, hint="aiwg adr renumber")


def _gaps(records: Sequence[DecisionRecord]) -> Iterator[Finding]:
    numbered = [record for record in records if record.number is not None]
    for before, after in pairwise(numbered):
        low, high = before.number or 0, after.number or 0
        if high - low > 1:
            missing = shown_id(low + 1) if high - low == 2 else f"{shown_id(low + 1)} to {shown_id(high - 1)}"
            message = f"{missing} {'is' if high - low == 2 else 'are'} missing before this record"
            yield Finding("missing-number", WARNING, message, after.file, 1)


def _circles(after: dict[str, set[str]]) -> Iterator[list[str]]:
    """Yield each circle once, from its first name on. No recursion: chains can be long."""
    done: set[str] = set()
    for start in sorted(after):
        path: list[str] = []
        on_path: dict[str, int] = {}
        stack = [(start, False)]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                path.pop()
                del on_path[name]
                done.add(name)
            elif name in on_path:
                circle = path[on_path[name] :]
                least = circle.index(min(circle))
                yield circle[least:] + circle[:least]
            elif name not in done:
                on_path[name] = len(path)
                path.append(name)
                stack.append((name, True))
                stack += [(other, False) for other in sorted(after.get(name, ()), reverse=True)]


def _shown(target: Key) -> str:
    return shown_id(target) if isinstance(target, int) else target
