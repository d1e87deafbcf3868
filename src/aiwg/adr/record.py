"""One record: what it is called, what was decided about it, and where each of that stands."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property

from aiwg.adr import fields as places
from aiwg.adr import links
from aiwg.adr.document import DocumentSection, MarkdownDocument, Span
from aiwg.adr.forms.elements import Label, is_none, is_placeholder, labels
from aiwg.adr.names import date_in, number_in, numbers_named, shown_id, stem
from aiwg.adr.status import ACCEPTED, Status, short, status_of
from aiwg.artifact.markdown_spans import without_comments
from aiwg.core.patterns import lazy_pattern

OURS, NYGARD, MADR, LOG4BRAINS, FREE = "aiwg", "nygard", "madr", "log4brains", "other"
LEVELS = ("L1", "L2", "L3", "L4", "L5")
_MADR_SECTIONS = ("considered options", "decision outcome", "context and problem statement")
_PREFIX = lazy_pattern(
    r"^(?:ADR[-_ #]*\d+[\s.:)\u2013\u2014-]*|ADR:\s*|\d+[.:)]\s+|\d+\s+[-\u2013\u2014]\s+)(?=\S)", re.IGNORECASE
)
_IN_BRACKETS = lazy_pattern(r"\A\[(.*)\]\Z")
_DAY = lazy_pattern(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_LEVEL = lazy_pattern(r"^\W*(L[1-5])\b")


def listed(value: str) -> tuple[str, ...]:
    """Return the parts of a value that is a list: by commas, in square brackets, or an item on each line."""
    bare_list = _IN_BRACKETS.sub(r"\1", value.strip())
    if is_placeholder(bare_list) or is_none(bare_list):
        return ()
    parts = re.split(r"[,;\n]", bare_list)
    return tuple(bare for part in parts if (bare := re.sub(r"^[-*+][ \t]+", "", part.strip(" \t\r")).strip("\"' ")))


class DecisionRecord:
    """A record as it is written. What it holds is read when it is asked for.

    `name` is its path below the folder of records, `file` the one below the project.
    """

    def __init__(self, name: str, text: str, file: str | None = None, package: str = "") -> None:
        self.name = name
        self.package = package
        self.base = name.rpartition("/")[2]
        self.file = file or name
        self.page = MarkdownDocument(text)

    @property
    def text(self) -> str:
        """The whole text."""
        return self.page.text

    @cached_property
    def titles(self) -> Collection[str]:
        """The titles of all sections, as they are compared."""
        return self.page.by_title.keys()

    @cached_property
    def form(self) -> str:
        """The form that the record is written in: ours, Nygard's, MADR, log4brains, or one of its own."""
        if any(title.startswith("phase 1") for title in self.titles):
            return OURS
        madr = any(title in self.titles for title in _MADR_SECTIONS)
        nygard = "decision" in self.titles and ("context" in self.titles or "status" in self.titles)
        if (madr or nygard) and date_in(self.base):
            return LOG4BRAINS
        return MADR if madr else NYGARD if nygard else FREE

    @property
    def is_ours(self) -> bool:
        """Say whether the record follows our template, so that the levels apply to it."""
        return self.form == OURS

    @cached_property
    def is_bracketed(self) -> bool:
        """Say whether the record follows our template in the form with square brackets and joined headings."""
        return self.is_ours and any(
            "&" in each.title and each.level == 2
            for each in self.page.sections
            if each.title[:8].lower() in ("phase 2:", "source v", "review &")
        )

    @cached_property
    def fields(self) -> dict[str, list[Span]]:
        """The places of status, date, authors and the like; the first one counts."""
        return places.of_ours(self.page) if self.is_ours else places.of_others(self.page)

    def value(self, name: str) -> str:
        """Return the text of a field, an empty one when there is none."""
        spans = self.fields.get(name)
        return self.page.text[spans[0].start : spans[0].end].strip() if spans else ""

    def at(self, name: str) -> int:
        """Return the line of a field; 1 when there is none."""
        spans = self.fields.get(name)
        return self.page.line(spans[0].start) if spans else 1

    @cached_property
    def number(self) -> int | None:
        """The number in the file's name, else in the id that the text gives."""
        found = number_in(self.base)
        if found is None:
            found = next(iter(numbers_named(self.value("id"))), None)
        return found

    @property
    def key(self) -> int | str:
        """What links name the record by: its number, or its file's stem."""
        return self.number if self.number is not None else stem(self.name)

    @property
    def id(self) -> str:
        """The id for people."""
        return shown_id(self.number) if self.number is not None else stem(self.name)

    @cached_property
    def title(self) -> str:
        """The title without number or id; empty when the record has none."""
        text = without_comments(self.value("title"))
        if self.is_ours:
            return " ".join(text.split())
        return _PREFIX.sub("", " ".join(text.strip("\"'").split()))

    @cached_property
    def status(self) -> Status:
        """What was decided about the record."""
        text = self.value("status").partition("\n")[0]
        found = status_of("" if is_placeholder(text) else text)
        by = next((link.target for link in self.links if link.kind == links.SUPERSEDED_BY), None)
        if by is not None and found.by is None and found.kind in ("accepted", "superseded", "other"):
            return Status("superseded", found.text, by)
        return found

    @property
    def in_force(self) -> bool:
        """Say whether the decision holds today: it was accepted, and no other took its place."""
        return self.status.kind == ACCEPTED

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags, in order."""
        return listed(self.value("tags"))

    @property
    def domain(self) -> str:
        """The part of the business that the record belongs to; empty when it names none."""
        value = self.value("domain")
        return "" if is_placeholder(value) or is_none(value) else " ".join(value.split())

    @property
    def paths(self) -> tuple[str, ...]:
        """The globs of the files that the decision is for; none when it is for all."""
        return tuple(each.strip("`") for each in listed(self.value("applies to")))

    @cached_property
    def status_text(self) -> str:
        """The status in a word or two."""
        return short(self.status)

    @cached_property
    def date(self) -> str | None:
        """The day of the last change of status, as YYYY-MM-DD, or None."""
        found = _DAY.search(self.value("date"))
        return found[0] if found else date_in(self.base)

    @cached_property
    def _level(self) -> Label | None:
        section = self.page.section("definition of done") if self.is_ours else None
        if section is None:
            return None
        return labels(self.page, Span(section.start, section.end)).get("current level")

    @cached_property
    def level(self) -> str | None:
        """The level that the record claims, or None."""
        label = self._level
        text = self.page.text[label.value.start : label.value.end] if label else ""
        found = None if is_placeholder(text) else _LEVEL.match(text)
        return found[1] if found else None

    @property
    def line_of_level(self) -> int:
        """The line that says which level the record claims; 1 when there is none."""
        return self.page.line(self._level.at) if self._level else 1

    @cached_property
    def links(self) -> list[links.Link]:
        """The records that this one names as superseded, upstream, downstream or related."""
        return links.of_ours(self.page, self.fields) if self.is_ours else links.of_others(self.page, self.fields)

    @cached_property
    def targets(self) -> dict[str, set[int | str]]:
        """What the links name, by their kind."""
        found: dict[str, set[int | str]] = {}
        for link in self.links:
            found.setdefault(link.kind, set()).add(link.target)
        return found

    def section(self, *titles: str) -> DocumentSection | None:
        """Return the first section with one of these titles."""
        return self.page.section(*titles)
