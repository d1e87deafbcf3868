"""The documents beside records: risk cards, decision matrices, architecture documents; made and checked as these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aiwg.adr.document import DocumentSection, MarkdownDocument, Span, bare_title
from aiwg.adr.editing import Splice, spliced
from aiwg.adr.forms.elements import EMPTY, Label, labels, placeholders, rows
from aiwg.adr.forms.template import without_comments
from aiwg.adr.names import number_in, numbers_named
from aiwg.adr.record import DecisionRecord
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import ERROR, WARNING, Finding


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document: what people call it, where it lies, its template and the id that it carries."""

    name: str
    shown: str
    folder: str
    template: str
    prefix: str


DOCUMENT_TYPES = {
    each.name: each
    for each in (
        DocumentType("risk-card", "risk card", "docs/risks", "risk-card", "R"),
        DocumentType("decision-matrix", "decision matrix", "docs/decision-matrices", "decision-matrix", "DM"),
        DocumentType(
            "architecture", "architecture document", "docs/architecture", "software-architecture-document", "SAD"
        ),
    )
}
_TITLE = lazy_pattern(r"^(?P<lead># [^:\n]{1,60}: )(?P<asked>\{[^{}\n]*\})", re.MULTILINE)
_VALUES: Mapping[str, tuple[str, ...]] = {
    "kind": ("technical", "business", "security"),
    "status": ("open", "mitigated", "accepted", "occurred", "closed"),
}
_GRADES = ("low", "medium", "high")
_NUMBER = lazy_pattern(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class RelatedDocument:
    """A document as it is written; `file` is its path below the project."""

    kind: DocumentType
    file: str
    text: str

    @property
    def number(self) -> int | None:
        """The number in its file's name."""
        return number_in(self.file.rpartition("/")[2])

    @property
    def id(self) -> str:
        """The id for people."""
        return shown_id(self.kind, self.number) if self.number is not None else self.file

    @property
    def title(self) -> str:
        """The title, without what says which kind it is."""
        found = re.search(r"^# (?:[^:\n]{1,60}: )?(?P<title>[^\n]*)$", self.text, re.MULTILINE)
        return found["title"].strip() if found else ""

    @property
    def records(self) -> list[int]:
        """The numbers of the records that the document says it belongs to."""
        page = MarkdownDocument(self.text)
        there = _labels(page)
        spans = [there[name].value for name in ("comes from", "feeds", "decisions") if name in there]
        found = [number for span in spans for number in numbers_named(page.plain[span.start : span.end])]
        section = page.section("decisions")
        if section is not None:
            found += [n for row in rows(page, Span(section.start, section.end)) for n in numbers_named(row.cells[0])]
        return list(dict.fromkeys(found))


def _labels(page: MarkdownDocument) -> dict[str, Label]:
    """Return the labels of all sections, each within its own."""
    found: dict[str, Label] = {}
    for section in page.sections:
        for name, label in labels(page, page.own(section)).items():
            found.setdefault(name, label)
    return found


def shown_id(kind: DocumentType, number: int) -> str:
    """Return the id of a document as texts name it."""
    return f"{kind.prefix}-{number:03}"


def filled_document(
    kind: DocumentType, template: str, number: int, title: str, day: str, record: DecisionRecord | None
) -> str:
    """Return the text of a new document: title, id, day and the record that it is for."""
    text = _TITLE.sub(lambda found: f"{found['lead']}{title}", without_comments(template), count=1)
    page = MarkdownDocument(text)
    said = f"{record.id} {record.title}" if record is not None else ""
    values = {"id": shown_id(kind, number), "date": day, "comes from": said, "feeds": said}
    values |= {"status": "open"} if kind.name == "risk-card" else {}
    changes = [
        Splice(label.value.start, label.value.end, values[name])
        for name, label in _labels(page).items()
        if values.get(name)
    ]
    text = spliced(text, changes)
    return text.replace("{ADR-XXX} | {title}", f"{record.id} | {record.title}", 1) if record is not None else text


def with_reference(record: DecisionRecord, document: RelatedDocument) -> str:
    """Return the text of a record that mentions a document; as it is when it does already."""
    if document.file in record.text:
        return record.text
    end = record.page.newline
    section = record.section("references") if record.is_ours else None
    if section is not None:
        there = labels(record.page, Span(section.start, section.end)).get("external references")
        stop = there.at if there else record.page.own(section).end
        at = len(record.text[:stop].rstrip())
        at = max(at, section.start)
        said = f"- @{document.file} - {document.kind.shown}: {document.title}"
        gap = end if record.text[:at].rpartition("\n")[2].lstrip().startswith(("-", "*")) else end * 2
        return spliced(record.text, [Splice(at, at, f"{gap}{said}")])
    at = len(record.text.rstrip())
    said = f"{document.kind.shown.capitalize()}: `{document.file}`"
    return spliced(record.text, [Splice(at, at, f"{end}{end}{said}{'' if record.text[at:] else end}")])


def check_document(document: RelatedDocument, template: str, records: Mapping[int, DecisionRecord]) -> list[Finding]:
    """Return what a document lacks: parts of its kind's template, values that its kind has, links to records."""
    page = MarkdownDocument(document.text)
    found = list(_left(document, page))
    lines = {each.line for each in found}
    for finding in (*_parts(document, page, template), *_values(document, page), *_links(document, page, records)):
        if finding.line not in lines or finding.code in ("dangling-link", "one-sided-link"):
            found.append(finding)
    return sorted(found, key=lambda each: each.line or 0)


def _finding(document: RelatedDocument, code: str, line: int, message: str, level: str = ERROR) -> Finding:
    return Finding(code, level, message, document.file, line)


def _left(document: RelatedDocument, page: MarkdownDocument) -> Iterator[Finding]:
    lines = set()
    for at, text in placeholders(page, Span(0, len(document.text))):
        line = page.line(at)
        if line not in lines:
            lines.add(line)
            yield _finding(document, "placeholder", line, f"text of the template is left in: {text[:60]}")


def _parts(document: RelatedDocument, page: MarkdownDocument, template: str) -> Iterator[Finding]:
    """Yield the sections and labels of the template that are missing or say nothing."""
    wanted = MarkdownDocument(without_comments(template))
    if not document.title:
        yield _finding(document, "missing-part", 1, "there is no title")
    for section in (each for each in wanted.sections if each.level > 1):
        own = page.section(section.title)
        if own is None:
            yield _finding(document, "missing-part", 1, f'there is no "{section.title}"')
        elif not page.plain[own.start : own.end].strip(EMPTY) and not page.has_code(Span(own.start, own.end)):
            yield _finding(document, "missing-part", page.line(own.head), f'"{section.title}" is empty')
    there = _labels(page)
    for name, label in _labels(wanted).items():
        said = wanted.text[label.at : label.value.start].strip("-* \n\t:")
        if name not in there:
            yield _finding(document, "missing-part", 1, f'"{said}" is missing')
        elif not page.plain[there[name].value.start : there[name].value.end].strip(EMPTY):
            yield _finding(document, "missing-part", page.line(there[name].at), f'"{said}" is empty')


def _values(document: RelatedDocument, page: MarkdownDocument) -> Iterator[Finding]:
    there = _labels(page)

    def said(name: str) -> str:
        return page.plain[there[name].value.start : there[name].value.end].strip() if name in there else ""

    if "id" in there and document.number is not None and said("id") and shown_id_of(said("id")) != document.number:
        line = page.line(there["id"].at)
        yield _finding(document, "bad-value", line, f"the id is {said('id')}, but the file's name says {document.id}")
    if document.kind.name == "risk-card":
        for name, allowed in _VALUES.items():
            if said(name) and said(name).lower().split(" ")[0].strip(",.") not in allowed:
                line = page.line(there[name].at)
                yield _finding(document, "bad-value", line, f'"{said(name)}" is none of {", ".join(allowed)}')
        yield from _grades(document, page)
    if document.kind.name == "decision-matrix":
        section = page.section("scores")
        yield from _sums(document, page, section) if section else ()


def shown_id_of(text: str) -> int | None:
    """Return the number in an id, or None."""
    found = re.search(r"\d+", text)
    return int(found[0]) if found else None


def _grades(document: RelatedDocument, page: MarkdownDocument) -> Iterator[Finding]:
    section = page.section("assessment")
    for row in rows(page, Span(section.start, section.end)) if section else ():
        for cell in row.cells[1:]:
            if cell.strip(EMPTY) and cell.lower().split(" ")[0].strip(",.") not in _GRADES and "{" not in cell:
                line = page.line(row.at)
                yield _finding(document, "bad-value", line, f'"{cell}" is none of {", ".join(_GRADES)}')


def _sums(document: RelatedDocument, page: MarkdownDocument, section: DocumentSection) -> Iterator[Finding]:
    """Yield the sums that are not those of weight times score."""
    table = list(rows(page, Span(section.start, section.end)))
    totals: dict[int, float] = {}
    for row in table:
        if "sum" in bare_title(row.cells[0]):
            for column, total in totals.items():
                stated = _value(row.cells[column]) if column < len(row.cells) else None
                if stated is not None and abs(stated - total) > 0.05:
                    said = f"column {column + 1}: weight times score is {total:g}, not {stated:g}"
                    yield _finding(document, "bad-value", page.line(row.at), said)
            continue
        weight = _value(row.cells[1]) if len(row.cells) > 1 else None
        for column, cell in enumerate(row.cells[2:-1], 2):
            score = _value(cell)
            if weight is not None and score is not None:
                totals[column] = totals.get(column, 0.0) + weight * score


def _value(cell: str) -> float | None:
    found = _NUMBER.fullmatch(cell.strip("* "))
    return float(found[0].replace(",", ".")) if found else None


def _links(
    document: RelatedDocument, page: MarkdownDocument, records: Mapping[int, DecisionRecord]
) -> Iterator[Finding]:
    """Yield the records that are not there, or that do not mention the document."""
    for number in document.records:
        record = records.get(number)
        at = document.text.find(f"{number}", 0)
        line = page.line(max(at, 0))
        if record is None:
            yield _finding(document, "dangling-link", line, f"belongs to ADR-{number:03}, which does not exist")
        elif document.file not in record.text:
            said = f"belongs to {record.id}, which does not mention {document.file}"
            yield _finding(document, "one-sided-link", line, said, WARNING)
