"""Changing a record: only the bytes concerned, every other one stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aiwg.adr.document import MarkdownDocument, Span
from aiwg.adr.forms.elements import Label, is_none, is_placeholder, labels
from aiwg.adr.links import AMENDED_BY, AMENDS, BACK, SUPERSEDES
from aiwg.adr.names import relative, stem
from aiwg.adr.record import FREE, NYGARD, DecisionRecord
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.core.patterns import lazy_pattern

_WORDS = {
    "supersedes": "Supersedes",
    "superseded by": "Superseded by",
    "amends": "Amends",
    "amended by": "Amended by",
    "upstream": "Depends on",
    "downstream": "Required by",
    "related": "Related to",
}
_STEP = lazy_pattern(r"^[ \t]*(?:(?P<number>\d{1,9})[.)]|(?P<bullet>[-*+]))[ \t]+[^\n]*", re.MULTILINE)
_LINK_SECTIONS = ("links", "more information", "related decisions", "related", "related adrs", "see also")


@dataclass(frozen=True, slots=True)
class Splice:
    """A part of a text and what takes its place."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Return the text with all parts replaced; what lies between them stays as it is."""
    parts, last = [], 0
    for each in sorted(set(splices), key=lambda splice: (splice.start, splice.end)):
        parts += [text[last : each.start], each.text]
        last = each.end
    return "".join((*parts, text[last:]))


def with_status(record: DecisionRecord, status: str, day: str, step: str | None = None) -> str:
    """Return the text with a new status and its date, in every place that names them.

    In our form the old status stays as a dated step of the review process. Raises UserError when the record has no
    place for a status, or when the new one would not be read back.
    """
    places = record.fields.get("status", [])
    if not places:
        raise UserError(
            f"{record.file} has no status to change.",
            hint=f'Write "Status: {status}" below its title; or: aiwg adr adopt {record.number or record.id}',
        )
    changes = [Splice(span.start, span.end, _spaced(record.text, span, status)) for span in places]
    for span in (*record.fields.get("date", [])[:1], *record.fields.get("decided", [])):
        changes.append(Splice(span.start, span.end, _spaced(record.text, span, day)))
    if record.is_ours and record.status.text and record.status_text != status:
        changes += _history(record, f"{day}: {step or f'status {status}'} (before: {record.status_text})")
    text = spliced(record.text, changes)
    if DecisionRecord(record.name, text).value("status") != status:
        raise unproved(record, "status")
    return text


def unproved(record: DecisionRecord, what: str) -> UserError:
    """Return the refusal of an edit that could not be read back: an odd place, such as a comment that never ends."""
    return UserError(f"the {what} of {record.file} cannot be changed safely.", hint="Change it by hand.")


def _spaced(text: str, span: Span, value: str) -> str:
    """Return a value for a place; where that is empty, with the blank or the lines around it that it needs."""
    if span.start != span.end:
        return value
    before = text[span.start - 1 : span.start]
    if before in (":", "*"):
        return f" {value}"
    if before in (" ", "\t", "|", "'", '"'):
        return value
    end = "\r\n" if "\r\n" in text else "\n"
    return f"{end if before == chr(10) else end * 2}{value}{end}"


def _history(record: DecisionRecord, said: str) -> list[Splice]:
    """Return the splice that adds a step to the review process, if the record has one."""
    section = record.page.section("review and approval")
    there = labels(record.page, Span(section.start, section.end)) if section else {}
    label = there.get("review process")
    if label is None:
        return []
    steps = list(_STEP.finditer(record.page.plain, label.value.start, label.value.end))
    if not steps:
        empty = label.value.start == label.value.end and record.is_bracketed
        end = len(record.text[: label.value.end].rstrip())
        return [Splice(end, end, f"{record.page.newline * 2}- {said}")] if empty else []
    last = steps[-1]
    end = end_of_item(record.page, last.end(), label.value.end)
    if is_placeholder(last[0]) and len(steps) == 1:
        return [Splice(last.start(), end, f"{last['bullet'] or last['number'] + '.'} {said}")]
    mark = last["bullet"] or f"{int(last['number']) + 1}."
    return [Splice(end, end, f"{record.page.newline}{mark} {said}")]


def end_of_item(page: MarkdownDocument, end: int, limit: int) -> int:
    """Return where a list item ends, lines that go on included."""
    more = re.compile(r"\r?\n[ \t]+\S[^\r\n]*").match(page.plain, end, limit)
    while more:
        end = more.end()
        more = re.compile(r"\r?\n[ \t]+\S[^\r\n]*").match(page.plain, end, limit)
    return len(page.plain[:end].rstrip("\r\n "))


def superseded_pair(old: DecisionRecord, new: DecisionRecord, day: str) -> tuple[str, str]:
    """Return the texts of the old and the new record, each naming the other."""
    said = f"Superseded by {new.id if old.is_ours and new.number is not None else link_to(new, old)}"
    front = old.page.front
    if front is not None and old.fields.get("status") and old.fields["status"][0].start < front.end:
        said = f"superseded by {new.id}"
    return with_status(old, said, day, f"superseded by {new.id}"), with_link(new, old, SUPERSEDES)


def with_link(record: DecisionRecord, other: DecisionRecord, kind: str) -> str:
    """Return the text with a link to another record; the text as it is when the link is there."""
    if record.targets.get(kind, set()) & {other.key, stem(other.name)}:
        return record.text
    text = _links_in_ours(record, [other], kind) if record.is_ours else _link_in_other(record, other, kind)
    _prove(record, text, [other], kind)
    return text


def with_links_in_ours(record: DecisionRecord, others: Sequence[DecisionRecord], kind: str) -> str:
    """Return the text of a record in our form with links to others that it does not name yet, all at once."""
    text = _links_in_ours(record, others, kind)
    _prove(record, text, others, kind)
    return text


def _prove(record: DecisionRecord, text: str, others: Iterable[DecisionRecord], kind: str) -> None:
    """Raise UserError unless the links are read back from the text."""
    found = DecisionRecord(record.name, text).targets.get(kind, set())
    if not all(other.key in found for other in others):
        raise unproved(record, f'"{kind}"')


def linked_pair(record: DecisionRecord, other: DecisionRecord, kind: str) -> tuple[str, str]:
    """Return the texts of two records with a link of that kind from the first, and the one back."""
    return with_link(record, other, kind), with_link(other, record, BACK[kind])


def _said(record: DecisionRecord, other: DecisionRecord, kind: str) -> str:
    """Return how our form names another record; a semicolon parts two."""
    if other.number is None:
        return link_to(other, record).replace(";", ",")
    title = other.title.replace(";", ",")
    return f"{other.id} {title}" if kind != SUPERSEDES else f"{other.id}, {title}"


def _links_in_ours(record: DecisionRecord, others: Iterable[DecisionRecord], kind: str) -> str:
    said = "; ".join(_said(record, other, kind) for other in others)
    if kind in (AMENDS, AMENDED_BY) and kind not in record.fields:
        return _with_new_label(record, kind, said)
    if kind in (SUPERSEDES, AMENDS, AMENDED_BY):
        spans = record.fields.get(kind, [])
        label = Label(kind, 0, spans[0]) if spans else None
    else:
        section = record.section("related decisions")
        label = labels(record.page, Span(section.start, section.end)).get(kind) if section else None
    if label is None:
        raise UserError(f'{record.file} has no place for "{kind}": the part is missing.', hint="aiwg adr check")
    value = record.text[label.value.start : label.value.end]
    if not value.strip() or is_none(value) or is_placeholder(value):
        span = label.value
        return spliced(record.text, [Splice(span.start, span.end, _spaced(record.text, span, said))])
    return spliced(record.text, [Splice(label.value.end, label.value.end, f"; {said}")])


def _link_in_other(record: DecisionRecord, other: DecisionRecord, kind: str) -> str:
    """Add a line to the status of a Nygard record, an item to the links of any other."""
    page, line = record.page, f"{_WORDS[kind]} {link_to(other, record)}"
    end = page.newline
    status = record.section("status")
    if record.form in (NYGARD, FREE) and status is not None:
        own = page.own(status)
        at = page.trimmed(own.start, own.end).end
        return spliced(record.text, [Splice(at, at, f"{end}{end}{line}")])
    for section in page.sections:
        if section.title.lower() in _LINK_SECTIONS:
            at = page.trimmed(section.start, section.end).end
            hidden = record.text[section.start : section.end].rstrip()
            at = max(at, section.start + len(hidden)) if hidden else len(record.text[: section.start].rstrip("\r\n"))
            item = re.findall(r"^([*+-])[ \t]", record.text[section.start : section.end], re.MULTILINE)
            gap = end if item else end * 2
            return spliced(record.text, [Splice(at, at, f"{gap}{item[-1] if item else '-'} {line}")])
    at = len(record.text.rstrip())
    rest = "" if record.text[at:] else end
    return spliced(record.text, [Splice(at, at, f"{end}{end}## Links{end}{end}- {line}{rest}")])


def _with_new_label(record: DecisionRecord, kind: str, said: str) -> str:
    """Return the text with a label that the template leaves out, below what the record supersedes."""
    section = record.section("status")
    there = labels(record.page, record.page.own(section)) if section else {}
    above = there.get("supersedes") or there.get("decision date") or there.get("current status")
    if above is None:
        raise UserError(f'{record.file} has no place for "{kind}": the part is missing.', hint="aiwg adr check")
    bullet = record.text[above.at : above.at + 2] if record.text[above.at] in "-*+" else ""
    end = above.value.end if above.value.end > above.value.start else record.text.index("\n", above.at)
    gap = record.page.newline * (1 if bullet else 2)
    return spliced(record.text, [Splice(end, end, f"{gap}{bullet}**{_WORDS[kind]}**: {said}")])


def link_to(other: DecisionRecord, record: DecisionRecord) -> str:
    """Return a link that leads from one record to another."""
    shown = f"{other.number}. {other.title}" if other.number is not None else other.title
    name = relative(other.name, record.name).replace("%", "%25")
    for char in " ();":
        name = name.replace(char, f"%{ord(char):02X}")
    return f"[{shown.replace('[', '(').replace(']', ')')}]({name})"
