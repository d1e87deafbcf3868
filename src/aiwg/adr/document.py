"""A Markdown text with the places of its parts: what is prose, where sections begin and end, on which line."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from aiwg.adr.forms.words import english_title
from aiwg.core.patterns import lazy_pattern

_MARK = lazy_pattern(r"[`~<](?:(?<=`)`*+|(?<=~)~{2,}+|(?<=<)!--)")
_HEADING = lazy_pattern(
    r"#(?:(?<=^#)|(?<=^ #)|(?<=^  #)|(?<=^   #))(?P<marks>#{0,5})[ \t]++(?P<title>[^\n]*+)$", re.MULTILINE
)
"""Begins with its mark, after which `re` searches far more quickly than for the beginning of a line."""

_UNDERLINED = lazy_pattern(
    r"^ {0,3}(?P<title>[^\s#>|*+-][^\n]*+)\n {0,3}(?P<line>={3,}+|-{3,}+)[ \t\r]*+$", re.MULTILINE
)
DEEPEST = 6
"""The lowest level of headings."""

COMMENT_BEGIN = "<!--"
_MARGINS = ("", " ", "  ", "   ")
"""How far the fence of a block of code may be indented."""

_FOLDING = lazy_pattern(
    r"</?details[^<>\n]*+>|<summary>[^<\n]*+(?:<(?!/?summary>)[^<\n]*+)*+</summary>"  # a new one ends it: linear
)
_BACKTICKS = lazy_pattern("`++")
_FRONT = lazy_pattern(r"\A\ufeff?---[ \t]*\r?\n(?P<inner>(?:.*?\n)??)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_NO_LINE_END = lazy_pattern(r"[^\r\n]")
_INDENTED = lazy_pattern(r"^(?: {4}|\t)[ \t]*\S", re.MULTILINE)


class Span(NamedTuple):
    """A part of a text by its offsets."""

    start: int
    end: int


class DocumentSection(NamedTuple):
    """A heading and what is below it: `head` is where its line starts, `start` and `end` hold its contents."""

    title: str
    level: int
    head: int
    start: int
    end: int


@lru_cache(maxsize=1024)
def bare_title(title: str) -> str:
    """Return a title as it is compared: in lower case and in English, `&` as `and`, hyphens as blanks, no colon."""
    bare = title.lower()
    if "&" in bare:
        bare = bare.replace("&amp;", "and").replace("&", "and")
    return english_title(bare.replace("-", " ").rstrip(": "))


class HiddenSpan(NamedTuple):
    """A comment, a block of code or a code span; `inner` is what stands between the marks of code."""

    kind: str
    start: int
    end: int
    inner: Span


class MarkdownDocument:
    """A Markdown text. Offsets count characters; lines count from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.memo: dict[object, Any] = {}
        """What others found in the text and ask for again: text and places never change."""
        self._line_end = 0

    @cached_property
    def newline(self) -> str:
        """The line end that the text uses."""
        return "\r\n" if "\r\n" in self.text else "\n"

    @cached_property
    def front(self) -> Span | None:
        """The inside of the frontmatter, or None."""
        found = _FRONT.match(self.text)
        return Span(*found.span("inner")) if found else None

    @cached_property
    def hidden(self) -> list[HiddenSpan]:
        """The comments, blocks of code and code spans, in order."""
        found, position, text = [], self._body, self.text
        while mark := _MARK.search(text, position):
            begin = _line_begin(text, mark.start())
            if mark[0] == COMMENT_BEGIN:
                end = text.find("-->", mark.end())
                end = end + 3 if end >= 0 else len(text)
                each: HiddenSpan | None = HiddenSpan("comment", mark.start(), end, Span(mark.end(), mark.end()))
            elif len(mark[0]) >= 3 and begin is not None:
                each = self._block(mark, begin)
            else:
                each = self._span(mark)
            if each is not None:
                found.append(each)
            position = each.end if each else mark.end()
        return found

    def _block(self, mark: re.Match[str], begin: int) -> HiddenSpan | None:
        """Return the block of code that a fence opens; a line with more backticks opens none, but holds a span."""
        start = self.text.find("\n", mark.end()) + 1 or len(self.text)
        if mark[0][0] in self.text[mark.end() : start] and mark[0][0] == "`":
            return self._span(mark)
        closing = _closing(mark[0]).search(self.text, start)
        inner = Span(start, closing.start() if closing else len(self.text))
        return HiddenSpan("code", begin, closing.end() if closing else len(self.text), inner)

    def _span(self, mark: re.Match[str]) -> HiddenSpan | None:
        """Return the code span that backticks open on their line, or None when none closes it."""
        if mark[0][0] != "`":
            return None
        size = len(mark[0])
        starts = self._backticks(mark.start()).get(size, [])
        index = bisect_right(starts, mark.start())
        if index == len(starts):
            return None
        return HiddenSpan("span", mark.start(), starts[index] + size, Span(mark.end(), starts[index]))

    def _backticks(self, offset: int) -> dict[int, list[int]]:
        """Return where the runs of backticks on the line of an offset begin, by their length; each line read once."""
        if offset >= self._line_end:
            stop = self.text.find("\n", offset)
            self._line_end = len(self.text) if stop < 0 else stop
            self._line_runs: dict[int, list[int]] = {}
            for run in _BACKTICKS.finditer(self.text, offset, self._line_end):
                self._line_runs.setdefault(len(run[0]), []).append(run.start())
        return self._line_runs

    @cached_property
    def _body(self) -> int:
        found = _FRONT.match(self.text)
        return found.end() if found else len(self.text) - len(self.text.removeprefix("\ufeff"))

    @cached_property
    def plain(self) -> str:
        """The text with frontmatter, comments, fenced code and folding tags blanked; every offset stays."""
        spans = [(each.start, each.end) for each in self.hidden if each.kind != "span"]
        bare = _blanked(self.text, [(0, self._body), *spans])
        if "<" not in bare:
            return bare
        return _blanked(bare, [match.span() for match in _FOLDING.finditer(bare)])

    @cached_property
    def prose(self) -> str:
        """The plain text with code spans blanked too."""
        return _blanked(self.plain, [(each.start, each.end) for each in self.hidden if each.kind == "span"])

    @cached_property
    def sections(self) -> list[DocumentSection]:
        """All sections in order; one holds those below it."""
        plain, size = self.plain, len(self.text)
        heads = [
            (
                match[2].strip() if "#" not in match[2] else _without_closing_marks(match[2]),
                len(match[1]) + 1,
                plain.rfind("\n", 0, match.start()) + 1,
                min(match.end() + 1, size),
            )
            for match in _HEADING.finditer(plain)
        ]
        if "\n---" in plain or "\n===" in plain:
            for match in _UNDERLINED.finditer(plain):
                level = 1 if match["line"][0] == "=" else 2
                heads.append((match["title"].strip(), level, match.start(), min(match.end() + 1, size)))
            heads.sort(key=lambda head: head[2])
        found, ends = list[DocumentSection](), [size] * (DEEPEST + 1)
        for title, level, head, start in reversed(heads):
            found.append(DocumentSection(title, level, head, start, ends[level]))
            ends[level:] = [head] * (DEEPEST + 1 - level)  # it ends every earlier section that is not above it
        return found[::-1]

    @cached_property
    def _heads(self) -> list[int]:
        return [section.head for section in self.sections]

    @cached_property
    def by_title(self) -> dict[str, DocumentSection]:
        """The sections by their titles as they are compared; the first of a title counts."""
        found: dict[str, DocumentSection] = {}
        for each in self.sections:
            found.setdefault(bare_title(each.title), each)
        return found

    def section(self, *titles: str) -> DocumentSection | None:
        """Return the first section with one of these titles, whatever their case and joining signs, or None."""
        if len(titles) == 1:
            return self.by_title.get(bare_title(titles[0]))
        found = [each for title in titles if (each := self.by_title.get(bare_title(title)))]
        return min(found, key=lambda each: each.head, default=None)

    def below(self, section: DocumentSection) -> list[DocumentSection]:
        """Return the sections inside a section."""
        return self.sections[bisect_left(self._heads, section.start) : bisect_left(self._heads, section.end)]

    def own(self, section: DocumentSection) -> Span:
        """Return the part of a section before the first heading inside it."""
        heads = self._heads
        first = bisect_left(heads, section.start)
        inner = first < len(heads) and heads[first] < section.end
        return Span(section.start, heads[first] if inner else section.end)

    def has_code(self, span: Span) -> bool:
        """Say whether a part holds a block of code with something in it, fenced or indented."""
        fenced = any(
            each.kind == "code" and self.text[each.inner.start : each.inner.end].strip()
            for each in self.hidden
            if span.start <= each.start < span.end
        )
        return fenced or _INDENTED.search(self.plain, span.start, span.end) is not None

    def trimmed(self, start: int, end: int) -> Span:
        """Return a part without blanks at its ends; what is hidden counts as blank at the front."""
        inner = self.plain[start:end].rstrip()
        if not inner:
            return Span(start, start)
        end = start + len(inner)
        return Span(start if not inner[0].isspace() else end - len(inner.lstrip()), end)

    def line(self, offset: int) -> int:
        """Return the line on which an offset stands."""
        return bisect_right(self._starts, offset)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate(map((1).__add__, map(len, self.text.split("\n"))), initial=0))

    def lines(self, span: Span) -> Iterator[tuple[int, str]]:
        """Yield the offset and the plain text of each line of a part; in the frontmatter the text as it is."""
        position = span.start
        text = self.text if span.start < self._body else self.plain
        for line in text[span.start : span.end].split("\n"):
            yield position, line.rstrip("\r")
            position += len(line) + 1


@lru_cache(maxsize=64)
def _closing(fence: str) -> re.Pattern[str]:
    """Return what closes a block of code: a line with as many marks, or more."""
    return re.compile(rf"^ {{0,3}}{fence[0]}{{{len(fence)},}}+[ \t\r]*+$", re.MULTILINE)


def _line_begin(text: str, offset: int) -> int | None:
    """Return where the line of an offset starts when nothing but a margin is before it, or None."""
    margin = text[max(offset - len(_MARGINS), 0) : offset].rpartition("\n")[2]
    return offset - len(margin) if margin in _MARGINS else None


def _without_closing_marks(title: str) -> str:
    return title.rstrip(" \t\r").rstrip("#").strip()


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    parts, last = [], 0
    for start, end in spans:
        if start < last:
            continue
        inner = text[start:end]
        parts += [text[last:start], _NO_LINE_END.sub(" ", inner) if "\n" in inner else " " * len(inner)]
        last = end
    return "".join((*parts, text[last:]))
