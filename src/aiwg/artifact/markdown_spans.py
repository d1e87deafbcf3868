"""Telling prose from code in Markdown, so that code stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from aiwg.core.patterns import lazy_pattern

_OPENING = lazy_pattern(r"^[ \t>]*+(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]++)*+(`{3,}+(?=[^`\n]*$)|~{3,}+)")
_CLOSING = lazy_pattern(r"^[ \t>]*+(`{3,}+|~{3,}+)[ \t]*+$")
_BACKTICKS = lazy_pattern("`++")


def unfenced_lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the lines outside fences, each with its number (from 1); and any opening line whose fence never closes.

    The flag says that it is such an opening line.
    """
    fence, opened = "", (0, "")
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            closing = _CLOSING.match(line)
            if closing and closing[1].startswith(fence):
                fence = ""
        elif opening := _OPENING.match(line):
            fence, opened = opening[1], (number, line)
        else:
            yield number, line, False
    if fence:
        yield *opened, True


def prose_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of the parts of Markdown `text` that are neither fenced code nor code spans.

    Fences count in lists and quotes too, however far they are indented.
    """
    position, fence = 0, ""
    for line in text.split("\n"):
        bare, end = line.rstrip("\r"), position + len(line) + 1
        if fence:
            closing = _CLOSING.match(bare)
            if closing and closing[1].startswith(fence):
                fence = ""
        elif opening := _OPENING.match(bare):
            fence = opening[1]
        else:
            start = position
            for opens, closes in _code_spans(line) if "`" in line else ():
                yield start, position + opens
                start = position + closes
            yield start, min(end, len(text))
        position = end


def _code_spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of the code spans of a line: backticks up to as many of them.

    An include of a command's output, which is written like one behind an exclamation mark, is prose.
    """
    runs = [match.span() for match in _BACKTICKS.finditer(line)]
    later: dict[int, list[int]] = {}  # by length, the runs from the last to the first
    for index in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[index][1] - runs[index][0], []).append(index)
    index = 0
    while index < len(runs) - 1:
        start, end = runs[index]
        after = runs[index + 1]
        if end - start == after[1] - after[0] == 1 and line[max(start - 1, 0)] == "!":
            index += 2
            continue
        same = later[end - start]
        while same and same[-1] <= index:
            same.pop()
        if same:
            index = same[-1]
            yield start, runs[index][1]
        index += 1


def found_in_prose(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield what a pattern finds in the prose of Markdown `text`: how every include and mention is looked for."""
    for start, end in prose_spans(text):
        yield from pattern.finditer(text, start, end)


def in_prose(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` applied to its prose; code stays byte for byte."""
    parts, last = [], 0
    for start, end in prose_spans(text):
        parts += [text[last:start], change(text[start:end])]
        last = end
    return "".join((*parts, text[last:]))


def comments_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of the HTML comments in a text; one that never ends is none."""
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield start, end + 3
        start = text.find("<!--", end + 3)


def without_comments(text: str) -> str:
    """Return a text without its comments; one that never ends goes up to the end."""
    parts, last = [], 0
    for start, end in comments_in(text):
        parts.append(text[last:start])
        last = end
    return "".join((*parts, text[last:].partition("<!--")[0]))
