"""Telling prose from code in Markdown, so that code stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(?<!!)(`+)(?!`).*?(?<!`)\1(?!`)")


def prose_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of the parts of Markdown `text` that are neither fenced code nor code spans."""
    position, fence = 0, ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        end = position + len(line)
        if fence:
            if match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif match:
            fence = match[1]
        else:
            start = position
            for span in _CODE_SPAN.finditer(line):
                yield start, position + span.start()
                start = position + span.end()
            yield start, end
        position = end


def in_prose(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` applied to its prose; code stays byte for byte."""
    parts, last = [], 0
    for start, end in prose_spans(text):
        parts += [text[last:start], change(text[start:end])]
        last = end
    return "".join((*parts, text[last:]))
