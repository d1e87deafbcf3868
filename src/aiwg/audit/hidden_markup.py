"""Parts of a Markdown or HTML text that a page does not show: comments, hidden elements, titles, alternative texts.

An agent reads them all. Each kind is looked for once, from the beginning to the end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from aiwg.audit.patterns import compiled
from aiwg.core.dataclass import dataclass

_FENCE = rb"`{3,}|~{3,}"
_BEFORE_FENCE = rb"[ \t>]*+(?:(?:[-*+]|[0-9]{1,3}[.)])[ \t]++)?"
_ELEMENT = rb"<([A-Za-z][A-Za-z0-9-]{0,30})((?:\s|/)[^<>]{0,2000}+)?>"
_ATTRIBUTE = (
    rb"\b(title|alt|aria-label|aria-description|data-[a-z-]{1,30}|srcdoc)\s*=\s*(?:\"([^\"]{1,2000}+)\""
    rb"|'([^']{1,2000}+)')"
)
_TITLE = rb"\]\([ \t]*[^()\s]{0,400}+[ \t]+(?:\"([^\"\n]{1,400}+)\"|'([^'\n]{1,400}+)'|\(([^()\n]{1,400}+)\))[ \t]*\)"
_ALT = rb"!\[([^\[\]\n]{1,400}+)\](?=[(\[])"
_DEFINITION = rb" {0,3}\[([^\[\]\n]{1,200}+)\]:[^\n]*+"
_LABEL = rb"\[([^\[\]\n]{1,200}+)\](?!:)"
FARTHEST = 40
"""Columns before a fence: it may stand in quotations and lists."""

_NEVER_SHOWN = frozenset(
    {
        b"template",
        b"noscript",
        b"script",
        b"style",
        b"datalist",
        b"noembed",
        b"noframes",
        b"title",
    }
)
"""Elements whose content a page does not show (HTML Living Standard, 15.3.1, and where scripts run)."""

_FOLDING = frozenset({b"details", b"dialog"})
"""Elements whose content a page shows only while they are open."""

_FOLDED = (b"details",)
"""Elements that a reader can open: what is in them is looked at as shown."""

_QUOTED_ATTRIBUTES = {b"title": "the title of an element", b"alt": "an alternative text"}


@dataclass(frozen=True, slots=True)
class UnseenPart:
    """A part that is not shown, by its bytes: what hides it, in words that follow "in"."""

    what: str
    start: int
    end: int


def parts_not_shown(data: bytes) -> list[UnseenPart]:
    """Return the parts of a text that a page does not show, in order and none inside another."""
    if b"<" not in data and b"](" not in data and b"]:" not in data and b"![" not in data:
        return []
    found = sorted([*_in_html(data), *_in_links(data), *_definitions(data)], key=lambda part: (part.start, -part.end))
    if not found:
        return []
    code = _Code(data)
    parts: list[UnseenPart] = []
    until = 0
    for part in found:
        if part.start >= until and not code.covers(part.start):
            parts.append(part)
            until = part.end
    return parts


class _Code:
    """Where a text shows its source: in fences, and between backticks."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.starts: list[int] = []
        self.ends: list[int] = []
        opened = b""
        for match in compiled(_FENCE).finditer(data):
            start = data.rfind(b"\n", 0, match.start()) + 1
            if match.start() - start > FARTHEST or not compiled(_BEFORE_FENCE).fullmatch(data, start, match.start()):
                continue
            end = data.find(b"\n", match.end())
            after = data[match.end() : end if end >= 0 else len(data)]
            if not opened and not (match[0][:1] == b"`" and b"`" in after):
                opened = match[0]
                self.starts.append(match.start())
            elif opened and match[0].startswith(opened) and not after.strip():
                opened = b""
                self.ends.append(match.end())
        self.ends += [len(data)] * (len(self.starts) - len(self.ends))

    def covers(self, at: int) -> bool:
        """Say whether an offset is in code."""
        index = bisect_right(self.starts, at) - 1
        if index >= 0 and at < self.ends[index]:
            return True
        start = max(self.data.rfind(b"\n", 0, at), at - 400)
        return self.data.count(b"`", max(start, 0), at) % 2 == 1


def comments_in(data: bytes) -> list[UnseenPart]:
    """Return the comments of HTML in a text; one without an end goes on to the end of the text."""
    found, start = [], data.find(b"<!--")
    while start >= 0:
        end = data.find(b"-->", start + 4)
        end = len(data) if end < 0 else end + 3
        found.append(UnseenPart("a comment", start, end))
        start = data.find(b"<!--", end)
    return found


def _in_html(data: bytes) -> Iterator[UnseenPart]:
    if b"<" not in data:
        return
    yield from comments_in(data)
    closing = _Closing(data)
    last = 0
    for match in compiled(_ELEMENT).finditer(data):
        name, attributes = match[1].lower(), (match[2] or b"")
        hidden = _how_hidden(name, attributes.lower()) if match.start() >= last else ""
        if name in _FOLDED and hidden:
            yield UnseenPart(hidden, match.start(), match.end())
        elif hidden:
            last = closing.after(name, match.end())
            yield UnseenPart(hidden, match.start(), last)
        elif b"=" in attributes:
            for each in compiled(_ATTRIBUTE).finditer(attributes):
                at = match.start(2) + (each.start(2) if each[2] is not None else each.start(3))
                what = _QUOTED_ATTRIBUTES.get(each[1], "an attribute")
                yield UnseenPart(what, at, at + len(each[2] if each[2] is not None else each[3]))


def _how_hidden(name: bytes, attributes: bytes) -> str:
    """Return how an element is hidden; what knows about styles is imported only for an element that may be."""
    if name in _NEVER_SHOWN:
        return f"text in <{name.decode()}>"
    if name not in _FOLDING and not any(word in attributes for word in (b"hidden", b"style", b"color")):
        return ""
    from aiwg.audit.styles import how_hidden

    return how_hidden(name, attributes)


class _Closing:
    """Finds the end of an element, each stretch of the text looked at once for a name."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.known: dict[bytes, int] = {}

    @cached_property
    def lowered(self) -> bytes:
        """The text in lower case."""
        return self.data.lower()

    def after(self, name: bytes, start: int) -> int:
        """Return where the element that begins before an offset ends: without an end, at the next empty line."""
        known = self.known.get(name, 0)
        if known < start:
            known = self.lowered.find(b"</" + name, start)
            known = len(self.lowered) + 1 if known < 0 else known
            self.known[name] = known
        if known <= len(self.lowered):
            return known
        end = self.lowered.find(b"\n\n", start)
        return len(self.lowered) if end < 0 else end


def _in_links(data: bytes) -> Iterator[UnseenPart]:
    if b"](" in data:
        for match in compiled(_TITLE).finditer(data):
            group = next(number for number in (1, 2, 3) if match[number] is not None)
            yield UnseenPart("the title of a link", match.start(group), match.end(group))
    if b"![" in data:
        yield from (
            UnseenPart("an alternative text", match.start(1), match.end(1)) for match in compiled(_ALT).finditer(data)
        )


def _definitions(data: bytes) -> Iterator[UnseenPart]:
    """Yield reference definitions that no link uses: a page does not show them."""
    if b"]:" not in data:
        return
    found, at = [], data.find(b"]:")
    while at >= 0:
        match = compiled(_DEFINITION).match(data, data.rfind(b"\n", 0, at) + 1)
        if match:
            found.append(match)
        end = data.find(b"\n", at)
        at = data.find(b"]:", end) if end >= 0 else -1
    if found:
        used = {b" ".join(match[1].lower().split()) for match in compiled(_LABEL).finditer(data)}
        for match in found:
            if b" ".join(match[1].lower().split()) not in used:
                yield UnseenPart("a reference definition that no link uses", match.start(), match.end())
