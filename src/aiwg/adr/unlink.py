"""Taking a link to another record out of a record: the line or the part that says it, and nothing else."""

from __future__ import annotations

import re

from aiwg.adr.document import Span
from aiwg.adr.editing import Splice, spliced, unproved
from aiwg.adr.forms.elements import labels
from aiwg.adr.links import Link
from aiwg.adr.names import stem
from aiwg.adr.record import DecisionRecord


def without_link(record: DecisionRecord, other: DecisionRecord, kind: str) -> str:
    """Return the text without the links of that kind to another record; as it is when there is none.

    Raises UserError when the record would still say it.
    """
    text = record.text
    for _ in range(len(record.links) + 1):
        now = DecisionRecord(record.name, text, record.file)
        link = next((each for each in now.links if each.kind == kind and leads_to(each, other)), None)
        if link is None:
            return text
        text = (_in_ours if now.is_ours else _in_other)(now, link, kind)
    raise unproved(record, f'"{kind}"')


def leads_to(link: Link, other: DecisionRecord) -> bool:
    """Say whether a link leads to a record."""
    return link.target in (other.key, stem(other.name))


def _in_ours(record: DecisionRecord, link: Link, kind: str) -> str:
    """Take the part out of the value of its label; a value that says nothing more is "None"."""
    value = _value_around(record, link)
    text = record.text[value.start : value.end]
    parts = re.split(r"(;[ \t]*|\r?\n[ \t]*[-*+][ \t])", text)
    position, kept = value.start, []
    for index in range(0, len(parts), 2):
        end = position + len(parts[index])
        if not position <= link.at <= end:
            kept.append(parts[index].strip())
        position = end + (len(parts[index + 1]) if index + 1 < len(parts) else 0)
    said = "; ".join(each for each in kept if each)
    return spliced(record.text, [Splice(value.start, value.end, said or "None")])


def _value_around(record: DecisionRecord, link: Link) -> Span:
    for spans in record.fields.values():
        for span in spans:
            if span.start <= link.at < span.end:
                return span
    section = record.section("related decisions")
    for label in labels(record.page, Span(section.start, section.end)).values() if section else ():
        if label.value.start <= link.at < label.value.end:
            return label.value
    raise unproved(record, f'"{link.kind}"')


def _in_other(record: DecisionRecord, link: Link, kind: str) -> str:
    """Take the line out, and a blank line above it when another one is below."""
    text = record.text
    start = text.rfind("\n", 0, link.at) + 1
    end = text.find("\n", link.at) + 1 or len(text)
    front = record.page.front
    if front is not None and start < front.end:
        return spliced(text, [Splice(start, end, "")])
    before = text[:start].rstrip("\r\n \t")
    rest = text[end:]
    blank_below = not rest.strip("\r\n") or re.match(r"[ \t]*\r?\n", rest) is not None
    item = re.match(r"[ \t]*[-*+][ \t]", text[start:end]) is not None
    if item or not blank_below:
        return text[:start] + rest
    newline = record.page.newline
    return f"{before}{newline}{rest}" if rest.strip() else before + (newline if text.endswith("\n") else "")
