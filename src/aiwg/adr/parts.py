"""The small parts that records are made of: labels with values, table rows, checklists, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aiwg.adr.page import Page, Span

_LABEL = re.compile(
    r"^ {0,3}(?:[-*+][ \t]+)?\*\*(?P<label>[^*\n:]+)(?::\*\*|\*\*(?:[ \t]*\([^)\n]*\))?:)[ \t]*", re.MULTILINE
)
_TASK = re.compile(r"^[ \t]*[-*+][ \t]+\[(?P<tick>[ xX])\][ \t]*", re.MULTILINE)
_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"^[\s|:-]+$")
_PLACEHOLDER = re.compile(
    r"(?<![$\\{\w])\{(?:[^{}\n\w]|[\d_])*+[^\W\d_][^{}\n]*+\}(?!\})"
    r"|\b(?:TODO|TBD|FIXME|ADR-XXX|YYYY-MM-DD)\b"
    r"|The issue motivating this decision, and any context"
    r"|The change that we're proposing or have agreed"
    r"|What becomes easier or more difficult to do and any risks"
)
_NONE = re.compile(r"^(?:[-*+][ \t]+)?(?:\[[ xX]\][ \t]*)?(?:none|nothing|n/a)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A bold label and the place of its value, blanks left out. `at` is where its line starts."""

    name: str
    at: int
    value: Span


@dataclass(frozen=True, slots=True)
class Task:
    """An item of a checklist."""

    ticked: bool
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table below its head."""

    cells: tuple[str, ...]
    at: int


def labels(page: Page, span: Span) -> dict[str, Label]:
    """Return the labels of a part by their names in lower case; the first of a name counts."""
    found = list(_LABEL.finditer(page.plain, span.start, span.end))
    result: dict[str, Label] = {}
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else span.end
        name = match["label"].strip().lower()
        result.setdefault(name, Label(name, match.start(), page.trimmed(match.end(), end)))
    return result


def rows(page: Page, span: Span) -> Iterator[Row]:
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
        yield Row(tuple(cell.strip() for cell in cells), at)


def tasks(page: Page, span: Span) -> Iterator[Task]:
    """Yield the items of the checklists of a part, lines that go on included."""
    found = list(_TASK.finditer(page.plain, span.start, span.end))
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else span.end
        text = re.split(r"\n[ \t]*\r?\n|\n(?=\S)", page.plain[match.end() : end], maxsplit=1)[0]
        yield Task(match["tick"] != " ", " ".join(text.split()), match.start())


def placeholders(page: Page, span: Span) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of what a template left to be filled in."""
    for match in _PLACEHOLDER.finditer(page.prose, span.start, span.end):
        yield match.start(), match[0]


def is_placeholder(text: str) -> bool:
    """Say whether a value still holds something to be filled in."""
    return _PLACEHOLDER.search(re.sub(r"`[^`\n]*`", "", text)) is not None


def is_none(text: str) -> bool:
    """Say whether a value says that there is nothing."""
    return _NONE.match(text.strip()) is not None


def is_filled(text: str) -> bool:
    """Say whether a value is there and holds nothing to be filled in."""
    return bool(text.strip(" \t\r\n-*")) and not is_placeholder(text)
