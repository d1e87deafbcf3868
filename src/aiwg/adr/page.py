"""A Markdown text with the places of its parts: what is prose, where sections begin and end, on which line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_HIDDEN = re.compile(
    r"^ {0,3}(?P<tick>`{3,}|~{3,})(?P<info>[^\n]*)\n(?P<code>.*?)(?:^ {0,3}(?P=tick)[`~]*[ \t\r]*$|\Z)"
    r"|(?P<comment><!--.*?(?:-->|\Z))"
    r"|(?P<span>(?<!`)(?P<quote>`+)(?!`)[^\n]*?(?<!`)(?P=quote)(?!`))",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<title>[^\n]*?)[ \t]*#*[ \t\r]*$", re.MULTILINE)
_UNDERLINED = re.compile(
    r"^ {0,3}(?P<title>[^\s#>|*+-][^\n]*?)[ \t\r]*\n {0,3}(?P<line>={3,}|-{3,})[ \t\r]*$", re.MULTILINE
)
_FOLDING = re.compile(r"</?details[^>\n]*>|<summary>[^\n]*</summary>")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<inner>(?:.*?\n)??)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TEXT = re.compile(r"[^\s]")
_INDENTED = re.compile(r"^(?: {4}|\t)[ \t]*\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text by its offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is below it: `head` is where its line starts, `start` and `end` hold its contents."""

    title: str
    level: int
    head: int
    start: int
    end: int


class Page:
    """A Markdown text. Offsets count characters; lines count from 1."""

    def __init__(self, text: str) -> None:
        self.text = text

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
    def hidden(self) -> list[re.Match[str]]:
        """The comments, blocks of code and code spans, as matches with groups of those names."""
        return list(_HIDDEN.finditer(self.text, self._body))

    @cached_property
    def _body(self) -> int:
        found = _FRONT.match(self.text)
        return found.end() if found else len(self.text) - len(self.text.removeprefix("\ufeff"))

    @cached_property
    def plain(self) -> str:
        """The text with frontmatter, comments, fenced code and folding tags blanked; every offset stays."""
        spans = [match.span() for match in self.hidden if not match["span"]]
        bare = _blanked(self.text, [(0, self._body), *spans])
        if "<" not in bare:
            return bare
        return _blanked(bare, [match.span() for match in _FOLDING.finditer(bare)])

    @cached_property
    def prose(self) -> str:
        """The plain text with code spans blanked too."""
        return _blanked(self.plain, [match.span() for match in self.hidden if match["span"]])

    @cached_property
    def sections(self) -> list[Section]:
        """All sections in order; one holds those below it."""
        plain, size = self.plain, len(self.text)
        heads = [
            (match["title"].strip(), len(match["marks"]), match.start(), min(match.end() + 1, size))
            for match in _HEADING.finditer(plain)
        ]
        if "\n---" in plain or "\n===" in plain:
            for match in _UNDERLINED.finditer(plain):
                level = 1 if match["line"][0] == "=" else 2
                heads.append((match["title"].strip(), level, match.start(), min(match.end() + 1, size)))
            heads.sort(key=lambda head: head[2])
        found = []
        for index, (title, level, head, start) in enumerate(heads):
            end = next((each[2] for each in heads[index + 1 :] if each[1] <= level), len(self.text))
            found.append(Section(title, level, head, start, end))
        return found

    def section(self, *titles: str) -> Section | None:
        """Return the first section with one of these titles, whatever their case, or None."""
        wanted = {title.lower() for title in titles}
        return next((each for each in self.sections if each.title.lower() in wanted), None)

    def below(self, section: Section) -> list[Section]:
        """Return the sections inside a section."""
        return [each for each in self.sections if section.start <= each.head < section.end]

    def own(self, section: Section) -> Span:
        """Return the part of a section before the first heading inside it."""
        inner = self.below(section)
        return Span(section.start, inner[0].head if inner else section.end)

    def has_code(self, span: Span) -> bool:
        """Say whether a part holds a block of code with something in it, fenced or indented."""
        fenced = any(
            match["tick"] and match["code"].strip() and span.start <= match.start() < span.end for match in self.hidden
        )
        return fenced or _INDENTED.search(self.plain, span.start, span.end) is not None

    def trimmed(self, start: int, end: int) -> Span:
        """Return a part without blanks at its ends; what is hidden counts as blank at the front."""
        inner = self.plain[start:end]
        first = _TEXT.search(inner)
        if first is None:
            return Span(start, start)
        return Span(start + first.start(), start + len(inner.rstrip()))

    def line(self, offset: int) -> int:
        """Return the line on which an offset stands."""
        return bisect_right(self._starts, offset)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\n", self.text))]

    def lines(self, span: Span) -> Iterator[tuple[int, str]]:
        """Yield the offset and the plain text of each line of a part; in the frontmatter the text as it is."""
        position = span.start
        text = self.text if span.start < self._body else self.plain
        for line in text[span.start : span.end].split("\n"):
            yield position, line.rstrip("\r")
            position += len(line) + 1


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    parts, last = [], 0
    for start, end in spans:
        if start < last:
            continue
        parts += [text[last:start], re.sub(r"[^\r\n]", " ", text[start:end])]
        last = end
    return "".join((*parts, text[last:]))
