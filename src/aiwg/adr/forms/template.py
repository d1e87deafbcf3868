"""A new record from a template: what is known is filled in, the rest stays to be filled in."""

from __future__ import annotations

import re

from aiwg.adr.document import MarkdownDocument
from aiwg.adr.editing import Splice, spliced
from aiwg.adr.names import shown_id
from aiwg.adr.record import FREE, NYGARD, DecisionRecord
from aiwg.artifact.markdown_spans import comments_in
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern

_REST_OF_LINE = lazy_pattern(r"[ \t]*+\r?\n?")
_BLANK_LINES = lazy_pattern(r"(?<![ \t])(?:[ \t]*+(\r?\n)){3,}+")


@dataclass(frozen=True, slots=True)
class KnownValues:
    """What is known of a new record. `author` is empty when nobody can be named."""

    number: int
    title: str
    day: str
    author: str = ""
    status: str = "Proposed"


def filled(template: str, known: KnownValues, guidance: bool = False) -> str:
    """Return the text of a new record; the guidance in the template's comments goes, unless it is wanted."""
    record = DecisionRecord("new.md", template if guidance else without_comments(template))
    values: dict[str, str] = {
        "id": shown_id(known.number),
        "status": known.status,
        "date": known.day,
        "authors": known.author,
        "decided": "pending" if known.status == "Proposed" else known.day,
        "supersedes": "None",
        "title": _heading(record, known),
    }
    changes = []
    for name, value in values.items():
        spans = record.fields.get(name, [])
        for span in spans if name == "status" else spans[:1]:
            if value:
                gap = " " if span.start == span.end and record.text[span.start - 1 : span.start] == ":" else ""
                changes.append(Splice(span.start, span.end, gap + value))
    return spliced(record.text, changes)


def _heading(record: DecisionRecord, known: KnownValues) -> str:
    if record.form in (NYGARD, FREE) and re.match(r"(?:NUMBER|\d+)\.\s", record.value("title")):
        return f"{known.number}. {known.title}"
    return known.title


def without_comments(text: str) -> str:
    """Return a text without its comments; those in blocks of code stay, and so do all other lines."""
    page = MarkdownDocument(text)
    changes = []
    comments = {each.start for each in page.hidden if each.kind == "comment"}
    for start, inner_end in comments_in(text):
        rest = _REST_OF_LINE.match(text, inner_end)
        end = rest.end() if rest else inner_end
        if start in comments and not page.plain[start:end].strip():
            changes.append(Splice(start, end, ""))
    return _BLANK_LINES.sub(lambda blank: (blank[1] or "\n") * 2, spliced(text, changes)) if changes else text
