"""What records say about each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aiwg.adr.document import MarkdownDocument, Span, bare_title
from aiwg.adr.fields import Fields
from aiwg.adr.forms.elements import is_none, is_placeholder, labels
from aiwg.adr.forms.words import BY, STATUSES
from aiwg.adr.status import target_in
from aiwg.core.patterns import lazy_pattern

SUPERSEDES, SUPERSEDED_BY = "supersedes", "superseded by"
AMENDS, AMENDED_BY = "amends", "amended by"
UPSTREAM, DOWNSTREAM, RELATED = "upstream", "downstream", "related"
BACK = {
    SUPERSEDES: SUPERSEDED_BY,
    SUPERSEDED_BY: SUPERSEDES,
    AMENDS: AMENDED_BY,
    AMENDED_BY: AMENDS,
    UPSTREAM: DOWNSTREAM,
    DOWNSTREAM: UPSTREAM,
    RELATED: RELATED,
}
"""What the other record says when both sides are written."""

_SECTIONS = ("links", "more information", "related decisions", "related", "related adrs", "references", "see also")
_REPLACED = r"(?:supers?eded|superceded|replaced)"
_SUPERSEDED = "|".join(STATUSES["superseded"])
_KINDS = (
    (lazy_pattern(rf"\b(?:{_SUPERSEDED})\s+(?:{BY})\s", re.IGNORECASE), SUPERSEDED_BY),
    (
        lazy_pattern(r"\b(?:ersetzt|remplace|reemplaza|sustituye|substitui|sostituisce|vervangt)\b", re.IGNORECASE),
        SUPERSEDES,
    ),
    (lazy_pattern(rf"\b{_REPLACED}\b(?:(?!\b{_REPLACED}\b)[^\[\]])*?\bby\b", re.IGNORECASE), SUPERSEDED_BY),
    (lazy_pattern(r"\b(?:supers?edes|supercedes|replaces)\b", re.IGNORECASE), SUPERSEDES),
    (lazy_pattern(r"\bamended by\b", re.IGNORECASE), AMENDED_BY),
    (lazy_pattern(r"\bamends\b", re.IGNORECASE), AMENDS),
    (lazy_pattern(r"\b(?:required by|downstream|led to|enables|refined by)\b", re.IGNORECASE), DOWNSTREAM),
    (
        lazy_pattern(r"\b(?:depends on|requires|upstream|builds on|follows from|refines)\b", re.IGNORECASE),
        UPSTREAM,
    ),
)
_LOCAL = lazy_pattern(
    r"\[[^\[\]\n]*+\]\((?!https?:|mailto:|#)[^()\s]*\.(?:md|markdown)(?:#[^()\s]*+)?\)|\bADR[- _]?\d+\b", re.I
)
_PART = lazy_pattern(r";|\n[ \t]*[-*+][ \t]")


class Link(NamedTuple):
    """What kind of link it is, the record it leads to (a number or a file's stem), and its offset."""

    kind: str
    target: int | str
    at: int


def _says_superseded(text: str) -> bool:
    """Say whether a text names what takes the place of a record."""
    return any(kind == SUPERSEDED_BY and pattern.search(text) for pattern, kind in _KINDS)


def of_ours(page: MarkdownDocument, fields: Fields) -> list[Link]:
    """Return the links of a record in our form: its status section and its related decisions."""
    found = []
    for span in fields.get("status", ())[-1:]:
        text = page.text[span.start : span.end]
        target = target_in(text) if _says_superseded(text) and not is_placeholder(text) else None
        if target is not None:
            found.append(Link(SUPERSEDED_BY, target, span.start))
    for name in (SUPERSEDES, AMENDS, AMENDED_BY):
        for span in fields.get(name, ())[:1]:
            found += _first_ids(page, span, name)
    section = page.section("related decisions")
    if section is not None:
        named = labels(page, Span(section.start, section.end))
        for kind in (UPSTREAM, DOWNSTREAM, RELATED):
            if kind in named:
                found += _first_ids(page, named[kind].value, kind)
    return found


def _first_ids(page: MarkdownDocument, span: Span, kind: str) -> Iterator[Link]:
    """Yield a link for the first record of each part of a value: what else a part names is said, not linked."""
    text = page.plain[span.start : span.end]
    if is_none(text) or is_placeholder(text):
        return
    start = 0
    for part in _PART.split(text):
        named = _LOCAL.search(part)
        target = target_in(named[0]) if named else None
        at = text.index(part, start)
        start = at + len(part)
        if target is not None:
            yield Link(kind, target, span.start + at + len(part) - len(part.lstrip()))


def of_others(page: MarkdownDocument, fields: Fields) -> list[Link]:
    """Return the links of a record in any other form: in its status, its top lines and its section of links."""
    found: list[Link] = []
    for name in (SUPERSEDES, SUPERSEDED_BY, AMENDS, AMENDED_BY):
        for span in fields.get(name, ()):
            found += _in_lines(page, span, name)
    status = page.section("status")
    for span in fields.get("status", ())[:1]:
        whole = page.own(status) if status and status.start <= span.start < status.end else span
        found += _in_lines(page, whole, RELATED)
    for section in page.sections:
        if bare_title(section.title) in _SECTIONS:
            found += _in_lines(page, page.own(section), RELATED)
    return found


def _in_lines(page: MarkdownDocument, span: Span, otherwise: str) -> Iterator[Link]:
    for at, line in page.lines(span):
        if "[" not in line and not _LOCAL.search(line) and otherwise == RELATED and not _says_superseded(line):
            continue
        kind = next((kind for pattern, kind in _KINDS if pattern.search(line)), otherwise)
        targets = [target_in(match[0]) for match in _LOCAL.finditer(line)]
        if not targets and kind in (SUPERSEDED_BY, SUPERSEDES, AMENDED_BY, AMENDS):
            targets = [target_in(line)]
        if "[" in line and len(targets) > 1:  # [ADR-0005](0005-example.md) names one record twice
            targets = targets[:1] if kind != RELATED else list(dict.fromkeys(targets))
        yield from (Link(kind, target, at) for target in targets if target is not None)
