"""L1: phase 1 is complete, the status is Proposed or what follows it, one alternative was considered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.adr.document import DocumentSection, Span
from aiwg.adr.forms.elements import is_filled, is_none, is_placeholder, labels, placeholders, rows, tasks
from aiwg.adr.forms.part_table import names_of
from aiwg.adr.gates.reviewed import CLAIMS, alternatives, lacking, verified
from aiwg.adr.gates.view import GateView, says_none
from aiwg.adr.names import numbers_named
from aiwg.adr.status import MISSING, OTHER, status_of
from aiwg.adr.titles import weakness
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding

_DAY = lazy_pattern(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def check_proposed(look: GateView) -> Iterator[Finding]:
    """Yield what blocks L1."""
    yield from _metadata(look)
    yield from _title(look)
    yield from _status(look)
    yield from _context(look)
    yield from _claims(look)
    if not any(not lacking(look, each, ("description", "why not chosen")) for each in alternatives(look)):
        line = look.end_of("alternatives considered") if look.starting("alternatives") else look.end_of("phase 2")
        yield look.finding(
            1, "no-alternative", line, "no alternative has a name, a description and why it was not chosen"
        )


def _metadata(look: GateView) -> Iterator[Finding]:
    section = look.page.section("metadata")
    if section is None:
        yield look.finding(1, "missing-part", 1, 'there is no "Metadata"')
        return
    yield from look.labelled(1, section, names_of("metadata"))
    record = look.record
    named = numbers_named(record.value("id"))
    if named and record.number is not None and named[0] != record.number:
        yield look.finding(
            1, "bad-value", record.at("id"), f"the id is {record.value('id')}, but the file's name says {record.id}"
        )
    day = record.value("date")
    if day and not is_placeholder(day) and not _DAY.fullmatch(day):
        yield look.finding(1, "bad-value", record.at("date"), f'the date "{day}" is not of the form YYYY-MM-DD')


def _title(look: GateView) -> Iterator[Finding]:
    section = look.page.section("title")
    if section is None:
        yield look.finding(1, "missing-part", look.end_of("phase 1"), 'there is no "Title"')
        return
    title, line = look.record.title, look.record.at("title")
    if is_placeholder(title):
        yield look.finding(1, "placeholder", line, "the title still contains text of the template")
    elif not title:
        yield look.finding(1, "missing-part", look.page.line(section.head), "the title is empty")
    elif reason := weakness(title):
        yield look.finding(1, "weak-title", line, f'the title "{title}" {reason}')


def _status(look: GateView) -> Iterator[Finding]:
    section = look.page.section("status")
    if section is None:
        yield look.finding(1, "missing-part", look.end_of("phase 1"), 'there is no "Status" in phase 1')
        return
    yield from look.labelled(1, section, names_of("status"))
    record = look.record
    texts = [look.record.text[span.start : span.end] for span in record.fields.get("status", ())]
    said = [status_of(text) for text in texts if text and not is_placeholder(text)]
    if len({(each.kind, each.by) for each in said}) > 1:
        line = look.page.line(record.fields["status"][-1].start)
        yield look.finding(
            1, "status-mismatch", line, f"the metadata says {said[0].text}, the status section {said[-1].text}"
        )
    if record.status.kind in (OTHER, MISSING) and len(said) > 0:
        yield look.finding(
            1,
            "bad-value",
            record.at("status"),
            f'the status "{record.status.text}" is none of Proposed, Accepted, Rejected, Superseded by ADR-...',
        )


def _context(look: GateView) -> Iterator[Finding]:
    section = look.page.section("context")
    if section is None:
        yield look.finding(1, "missing-part", look.end_of("phase 1"), 'there is no "Context"')
        return
    yield from look.labelled(1, section, names_of("context"))


def _claims(look: GateView) -> Iterator[Finding]:
    section = look.page.section(*CLAIMS)
    if section is None:
        yield look.finding(
            1, "missing-part", look.end_of("phase 1"), 'there is no "Source verification and claim tracking"'
        )
        return
    own = look.page.own(section)
    found = list(rows(look.page, own))
    line = look.page.line(section.head)
    if not found and not says_none(look.text(own)):
        yield look.finding(1, "missing-part", line, 'the table of claims is empty; write "None" if there is no claim')
    for number, row in enumerate(found, 1):
        cells = (*row.cells, "", "", "", "")[:4]
        said = verified(cells[2])
        gaps = [
            name
            for name, cell in zip(("claim", "source", "verified", "date"), cells, strict=True)
            if not is_filled(cell) and not (name == "date" and said is False) and not (name == "verified" and said)
        ]
        if gaps:
            code = "placeholder" if any(map(is_placeholder, cells)) else "missing-part"
            yield look.finding(1, code, look.page.line(row.at), _gap(number, gaps))
        elif said is None:
            yield look.finding(
                1,
                "bad-value",
                look.page.line(row.at),
                f'row {number} of the claims table: verified is "yes" or "no", not "{cells[2]}"',
            )
    yield from _unverified_list(look, section, own)


def _gap(number: int, gaps: Sequence[str]) -> str:
    row = f"row {number} of the claims table"
    return f"{row} is empty" if len(gaps) == 4 else f"{row} has no {', '.join(gaps)}"


def _unverified_list(look: GateView, section: DocumentSection, own: Span) -> Iterator[Finding]:
    inner = next((each for each in look.page.below(section) if "unverified" in each.title.lower()), None)
    label = labels(look.page, own).get("unverified claims")
    if inner is None and label is None:
        yield look.finding(1, "missing-part", look.page.line(section.head), 'there is no list "Unverified claims"')
        return
    span = Span(inner.start, inner.end) if inner else label.value if label else own
    line = look.page.line(inner.head if inner else span.start)
    if next(placeholders(look.page, span), None):
        yield look.finding(1, "placeholder", line, "the unverified claims still contain text of the template")
    elif not look.text(span).strip(" \t\r\n-") and not look.record.is_bracketed:
        yield look.finding(1, "missing-part", line, 'the list of unverified claims is empty; write "None"')
    elif look.text(span).strip(" \t\r\n-") and not is_none(look.text(span)) and not list(tasks(look.page, span)):
        yield look.finding(1, "bad-value", line, 'the unverified claims are a checklist, or "None"')
