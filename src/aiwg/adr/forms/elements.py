"""The small parts that records are made of: labels with values, table rows, checklists, placeholders."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from aiwg.adr.document import MarkdownDocument, Span
from aiwg.adr.forms.part_table import PARTS
from aiwg.core.patterns import lazy_pattern

_LABEL = lazy_pattern(r"\*\*(?P<label>[^*\n:]++)(?::\*\*|\*\*(?:[ \t]*+\([^()\n]{0,200}+\))?:)[ \t]*+")
_BEFORE_LABEL = lazy_pattern(r"(?P<indent> {0,3})(?P<bullet>[-*+][ \t]+)?")
"""What stands before a label on its line. It is looked at afterwards: `re` finds a fixed beginning quickly."""

_SAME = {
    "what we are deciding to do": "what",
    "why this decision": "why",
    "upstream decisions": "upstream",
    "downstream decisions": "downstream",
    "related decisions": "related",
    "positive outcomes": "positive",
    "negative outcomes": "negative",
    "operational impacts": "operational",
    "positive consequences": "positive",
    "negative consequences": "negative",
    "technical risks": "technical",
    "business risks": "business",
    "security risks": "security",
    "unit tests": "unit",
    "integration tests": "integration",
    "contract/compatibility tests": "contract or compatibility",
    "contract tests": "contract or compatibility",
    "contract": "contract or compatibility",
    "performance tests": "performance",
    "blocking items for next level": "blocking items",
    "blocking items for the next level": "blocking items",
    "author": "author(s)",
    "authors": "author(s)",
    "shared state": "shared mutable state",
    "race conditions addressed": "race conditions and mitigations",
    "not addressed": "explicitly out of scope",
}
"""Labels that mean the same in the forms of the template: the name by which each is looked for."""

_NAMES = frozenset((
    *_SAME, *_SAME.values(), *(each.name for each in PARTS), "description", "pros", "cons", "why not chosen",
    "unverified claims", "evidence", "reviewers", "approval conditions", "review comments", "external references",
    "amends", "amended by", "tags", "domain", "applies to",
))  # fmt: skip
"""All labels that mean a part; any other may be bold text inside one."""

_TASK = lazy_pattern(r"^[ \t]*[-*+][ \t]+\[(?P<tick>[ xX])\][ \t]*", re.MULTILINE)
_ITEM_END = lazy_pattern(r"\n[ \t]*\r?\n|\n(?=\S)")
_CELL = lazy_pattern(r"(?<!\\)\|")
_RULE = lazy_pattern(r"^[\s|:-]+$")
_BRACES = lazy_pattern(r"\{(?<![$\\{\w]\{)(?:[^{}\n\w]|[\d_])*+[^\W\d_][^{}\n]*+\}(?!\})")
_WORDS = lazy_pattern(
    r"[TFAUYW](?<!\w[TFAUYW])(?:"
    r"(?:(?<=T)(?:ODO|BD)|(?<=F)IXME|(?<=A)DR-XXX|(?<=U)C-XXX|(?<=Y)YYY-MM-DD)\b"
    r"|(?<=T)he (?:issue motivating this decision, and any context|change that we're proposing or have agreed)"
    r"|(?<=W)hat becomes easier or more difficult to do and any risks)"
)
_SQUARE = lazy_pattern(
    r"\[(?![ xX^]\])(?=[^\[\]\n\w]*+(?:[\d_][^\[\]\n\w]*+)*+[^\W\d_])[^\[\]\n]*+\]"
    r"(?=[ \t\r]*(?:\n|\Z|\|))"
)
"""Square brackets at the end of a line or of a cell."""

_BEFORE_SQUARE = lazy_pattern(
    r"[ \t]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)?(?:\[[ xX]\][ \t]++)?"
    r"(?:\*\*[^*\n]{1,80}\*\*[ \t]*+(?:\([^()\n]{0,80}\))?[ \t]*+:?[ \t]*+"
    r"|#{1,6}[ \t][^\[\n]{0,60}|[A-Z][\w /()-]{0,30}:[ \t]*+)?"
)
"""What may stand before them on their line: when nothing else is said there, a template left them."""

EMPTY = " \t\r\n-*\u2013\u2014"
"""Characters that say nothing: blanks, bullets and dashes."""

_SPAN = lazy_pattern(r"`[^`\n]*`")
_CAPITALS = lazy_pattern(r"TODO|TBD|FIXME|XXX|YYYY|The issue mot|The change that|What becomes")
_NONE = lazy_pattern(r"^(?:[-*+][ \t]+)?(?:\[[ xX]\][ \t]*)?(?:none|nothing|n/a)\b", re.IGNORECASE)


class Label(NamedTuple):
    """A bold label and the place of its value, blanks left out. `at` is where its line starts."""

    name: str
    at: int
    value: Span


class Task(NamedTuple):
    """An item of a checklist."""

    ticked: bool
    text: str
    at: int


class ElementRow(NamedTuple):
    """A row of a table below its head."""

    cells: tuple[str, ...]
    at: int


@lru_cache(maxsize=1024)
def label_key(name: str) -> str:
    """Return the name by which a label is looked for, whatever form of the template it is written in."""
    bare = " ".join(name.lower().replace("&", "and").split())
    return _SAME.get(bare, bare)


def labels(page: MarkdownDocument, span: Span) -> dict[str, Label]:
    """Return the labels of a part by their names in lower case; the first of a name counts."""
    known: dict[str, Label] | None = page.memo.get(span)
    if known is None:
        known = page.memo[span] = _labels(page, span)
    return known


def _labels(page: MarkdownDocument, span: Span) -> dict[str, Label]:
    every: tuple[list[int], list[_Mark]] | None = page.memo.get("labels")
    if every is None:
        marks = list(_marks(page.plain))
        every = page.memo["labels"] = ([mark.start for mark in marks], marks)
    starts, marks = every
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
    if first == last:
        return {}
    found: list[_Mark] = []
    for mark in marks[first:last]:
        if not found or mark.named or not mark.is_said_by(found[-1]):
            found.append(mark)
    result: dict[str, Label] = {}
    for mark, after in zip_longest(found, found[1:]):
        if mark.name not in result:
            end = after.start if after else span.end
            result[mark.name] = Label(mark.name, mark.start, page.trimmed(mark.end, end))
    return result


class _Mark(NamedTuple):
    """A bold beginning of a line: where it stands, its name, and whether that means a part."""

    start: int
    end: int
    name: str
    named: bool
    indent: int
    bullet: bool

    def is_said_by(self, before: _Mark) -> bool:
        """Say whether this belongs to what the label before it says: an item below it, or deeper than it."""
        return self.indent > before.indent or (self.bullet and not before.bullet)


def _marks(plain: str) -> Iterator[_Mark]:
    """Yield the labels of a text: those at the beginning of a line, or of an item."""
    for match in _LABEL.finditer(plain):
        start, end = match.span()
        begin = plain.rfind("\n", 0, start) + 1
        indent, bullet = 0, None
        if begin != start:
            before = _BEFORE_LABEL.fullmatch(plain, begin, start)
            if before is None:
                continue
            indent, bullet = len(before[1]), before[2]
        name = label_key(match[1])
        yield _Mark(begin, end, name, name in _NAMES, indent, bullet is not None)


def rows(page: MarkdownDocument, span: Span) -> Iterator[ElementRow]:
    """Yield the rows of the tables of a part, without the head and the line below it."""
    before = ""
    seen_rule = False
    for at, line in page.lines(span):
        bare = line.strip()
        if not bare.startswith("|"):
            seen_rule, before = False, bare
            continue
        if not seen_rule:
            seen_rule = bool(_RULE.match(bare)) and before.startswith("|")
            before = bare
            continue
        cells = _CELL.split(bare.strip("|") if not bare.endswith("\\|") else bare[1:])
        yield ElementRow(tuple(cell.strip() for cell in cells), at)


def tasks(page: MarkdownDocument, span: Span) -> Iterator[Task]:
    """Yield the items of the checklists of a part, lines that go on included."""
    found = list(_TASK.finditer(page.plain, span.start, span.end))
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else span.end
        text = _ITEM_END.split(page.plain[match.end() : end], maxsplit=1)[0]
        yield Task(match["tick"] != " ", " ".join(text.split()), match.start())


def placeholders(page: MarkdownDocument, span: Span) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of what a template left to be filled in, in order."""
    every = _placeholders(page)
    yield from every[bisect_left(every, (span.start, "")) : bisect_left(every, (span.end, ""))]


def has_placeholder(page: MarkdownDocument, span: Span) -> bool:
    """Say whether a part holds something that a template left to be filled in."""
    every = page.memo.get("placeholders")
    if every is None:
        every = _placeholders(page)
    if not every:
        return False
    first = bisect_left(every, (span.start, ""))
    return first < len(every) and every[first][0] < span.end


def _placeholders(page: MarkdownDocument) -> list[tuple[int, str]]:
    every: list[tuple[int, str]] | None = page.memo.get("placeholders")
    if every is None:
        every = page.memo["placeholders"] = sorted(_all_placeholders(page.prose))
    return every


def _all_placeholders(prose: str) -> Iterator[tuple[int, str]]:
    if "{" in prose:
        yield from ((match.start(), match[0]) for match in _BRACES.finditer(prose))
    if _CAPITALS.search(prose):
        yield from ((match.start(), match[0]) for match in _WORDS.finditer(prose))
    if "[" in prose:
        yield from ((at, text) for at, text in _left_squares(prose) if not _is_reference(prose, text))


def _left_squares(text: str) -> Iterator[tuple[int, str]]:
    """Yield the square brackets that are all that a line, an item, a label or a cell says."""
    for match in _SQUARE.finditer(text):
        begin = text.rfind("\n", 0, match.start()) + 1
        cell = text[begin : match.start()].rstrip(" \t")[-1:] == "|"
        ends_cell = text[match.end() : match.end() + 20].lstrip(" \t\r")[:1] == "|"
        if (cell and ends_cell) or (not ends_cell and _BEFORE_SQUARE.fullmatch(text, begin, match.start())):
            yield match.start(), match[0]


def _is_reference(text: str, bracket: str) -> bool:
    """Say whether a text in square brackets is a link whose target is given elsewhere in the text."""
    return re.search(rf"^ {{0,3}}{re.escape(bracket)}:", text, re.MULTILINE | re.IGNORECASE) is not None


def is_placeholder(text: str) -> bool:
    """Say whether a value still holds something to be filled in."""
    if "`" in text:
        text = _SPAN.sub("", text)
    if "{" in text and _BRACES.search(text):
        return True
    if "[" in text and next(_left_squares(text), None):
        return True
    return _CAPITALS.search(text) is not None and _WORDS.search(text) is not None


def is_none(text: str) -> bool:
    """Say whether a value says that there is nothing."""
    return _NONE.match(text.strip()) is not None


def is_filled(text: str) -> bool:
    """Say whether a value is there and holds nothing to be filled in."""
    return bool(text.strip(EMPTY)) and not is_placeholder(text)
