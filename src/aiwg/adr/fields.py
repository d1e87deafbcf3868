"""Where a record keeps its status, date, authors and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.adr.document import DocumentSection, MarkdownDocument, Span, bare_title
from aiwg.adr.forms.elements import labels
from aiwg.adr.forms.words import english_title
from aiwg.core.patterns import lazy_pattern

_VALUE = r"(?:[ \t\r]*+[^ \t\r\n]++)"
"""A part of a value: blanks and what follows them. Blanks at its end belong to no part: there is one way to match."""

_FRONT = lazy_pattern(
    rf"^(?P<key>[A-Za-z][\w-]*+(?: ++[\w-]++)*+)[ \t]*+:[ \t]*+(?P<value>{_VALUE}*+)[ \t\r]*+$", re.MULTILINE
)
_HEAD = lazy_pattern(
    r"^ {0,3}(?:[*+-][ \t]+)?(?P<bold>\*\*|__)?(?P<key>[A-Za-z][A-Za-z ()/_-]{1,30}?)(?:\*\*|__)?[ \t]*+:[ \t]*+"
    rf"(?:\*\*|__)?[ \t]*+(?P<value>{_VALUE}*+)[ \t\r]*+$"
    r"|^[ \t]*+\|[ \t]*+(?:\*\*)?(?P<cell>[A-Za-z][A-Za-z ()/_-]{1,30}?)(?:\*\*)?[ \t]*+\|"
    r"[ \t]*+(?P<content>(?:[ \t]*+[^| \t\n]++)*+)[ \t]*+\|",
    re.MULTILINE,
)
_LINE = lazy_pattern(rf"^[ \t]*+(?:[*+-][ \t]++)?(?P<value>(?!\s){_VALUE}++)[ \t\r]*+$", re.MULTILINE)
_EMPTY_LINE = lazy_pattern(r"\n[ \t]*\r?\n")
_COMMENT = lazy_pattern(r"(?:^|[ \t])#")
_NAMES = {
    "status": "status",
    "state": "status",
    "date": "date",
    "decision date": "date",
    "last updated": "date",
    "authors": "authors",
    "author": "authors",
    "author(s)": "authors",
    "deciders": "authors",
    "decision-makers": "authors",
    "decision makers": "authors",
    "supersedes": "supersedes",
    "supercedes": "supersedes",
    "replaces": "supersedes",
    "superseded by": "superseded by",
    "superceded by": "superseded by",
    "superseded-by": "superseded by",
    "title": "title",
    "id": "id",
    "number": "id",
    "adr id": "id",
    "reviewers": "reviewers",
    "tags": "tags",
    "domain": "domain",
    "amends": "amends",
    "amended by": "amended by",
    "amended-by": "amended by",
    "applies to": "applies to",
    "applies-to": "applies to",
    "scope": "applies to",
}
Fields = dict[str, list[Span]]


def of_ours(page: MarkdownDocument) -> Fields:
    """Return the places of the fields of a record in our form."""
    fields: Fields = {}
    metadata, status, title = page.section("metadata"), page.section("status"), page.section("title")
    for section, names in (
        (
            metadata,
            {
                "adr id": "id",
                "status": "status",
                "date": "date",
                "author(s)": "authors",
                "reviewers": "reviewers",
                "tags": "tags",
                "domain": "domain",
                "applies to": "applies to",
            },
        ),
        (
            status,
            {
                "current status": "status",
                "decision date": "decided",
                "supersedes": "supersedes",
                "amends": "amends",
                "amended by": "amended by",
            },
        ),
    ):
        if section is not None:
            for label in labels(page, page.own(section)).values():
                if label.name in names:
                    fields.setdefault(names[label.name], []).append(_first_paragraph(page, label.value))
    if title is not None:
        fields["title"] = [page.trimmed(*_ends(page.own(title)))]
    return fields


def of_others(page: MarkdownDocument) -> Fields:
    """Return the places of the fields of a record in any other form: frontmatter, lines at the top, sections."""
    fields: Fields = {}
    for name, span in (*_in_front(page), *_at_the_top(page)):
        fields.setdefault(name, []).append(span)
    for section in page.sections:
        name = _NAMES.get(bare_title(section.title), "")
        if name and name != "title" and name not in fields:
            found = _LINE.search(page.plain, *_ends(page.own(section)))
            place = page.own(section).start if found is None else 0
            fields[name] = [Span(*found.span("value")) if found else Span(place, place)]
    first = next((each for each in page.sections if each.level == 1), None) or next(iter(page.sections), None)
    if first is not None and (first.level == 1 or "title" not in fields):
        at = page.plain.index(first.title, first.head) if first.title else first.start
        fields["title"] = [Span(at, at + len(first.title)), *fields.get("title", [])]
    return fields


def _in_front(page: MarkdownDocument) -> Iterator[tuple[str, Span]]:
    if page.front is None:
        return
    for match in _FRONT.finditer(page.text, page.front.start, page.front.end):
        name = _NAMES.get(english_title(match["key"].lower()))
        if name:
            yield name, _bare(page.text, *match.span("value"))


def _bare(text: str, start: int, end: int) -> Span:
    """Return a YAML value without its quotes and its comment."""
    value = text[start:end]
    if value[:1] in ("'", '"') and value[:1] in value[1:]:
        return Span(start + 1, start + value.rindex(value[0]))
    comment = _COMMENT.search(value)
    return Span(start, start + len(value[: comment.start()].rstrip())) if comment else Span(start, end)


def _at_the_top(page: MarkdownDocument) -> Iterator[tuple[str, Span]]:
    """Yield the fields in the lines above the first section that is no title."""
    end = next((each.head for each in page.sections if each.level > 1), len(page.text))
    second = [each for each in page.sections if each.level == 1][1:2]
    end = min(end, second[0].head) if second else end
    for match in _HEAD.finditer(page.plain, 0, end):
        key, part = (match["key"], "value") if match["key"] else (match["cell"], "content")
        name = _NAMES.get(english_title(key.strip().lower()))
        if name:
            yield name, Span(*match.span(part))


def _first_paragraph(page: MarkdownDocument, span: Span) -> Span:
    found = _EMPTY_LINE.search(page.plain[span.start : span.end])
    return page.trimmed(span.start, span.start + found.start()) if found else span


def _ends(part: DocumentSection | Span) -> tuple[int, int]:
    return part.start, part.end
