"""The prose of a Markdown page, with its lines: no code, no generated parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from aiwg.core.dataclass import dataclass

CODE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Takes the place of a code span, which a reader takes in as one word."""

_GENERATED = re.compile(r"<!-- (generated|measured):.*?<!-- /\1 -->", re.DOTALL)
_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!\setc\.)(?<!\svs\.)[)\"'*]*\s+")
_FLOWING = ("paragraph_open",)
_SHORT = ("heading_open", "td_open", "th_open")


@dataclass(frozen=True)
class Text:
    """A paragraph, an item of a list, a heading or a field of a table, and the line that it starts on."""

    line: int
    text: str
    flowing: bool
    """Whether it counts for the length of sentences: headings and tables do not."""

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Yield each sentence with its line."""
        start = 0
        for end in [*_END.finditer(self.text), None]:
            sentence = self.text[start : end.start() if end else len(self.text)]
            if sentence.strip():
                yield self.line + self.text[:start].count("\n"), sentence.strip()
            start = end.end() if end else start


def texts(page: str) -> list[Text]:
    """Return the prose of a page, in its order."""
    page = _GENERATED.sub(lambda match: "\n" * match[0].count("\n"), page)
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    found = []
    for before, token in pairwise(tokens):
        if token.type != "inline" or before.type not in (*_FLOWING, *_SHORT):
            continue
        line = (token.map or before.map or [0])[0] + 1
        found.append(Text(line, plain(token.children or ()), before.type in _FLOWING))
    return found


def plain(tokens: Iterable[Token]) -> str:
    """Return the words of inline tokens, with a placeholder for each code span."""
    parts = []
    for token in tokens:
        if token.type == "code_inline":
            parts.append(CODE)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "text":
            parts.append(token.content)
    return "".join(parts)


def long_lines(page: str, limit: int) -> list[int]:
    """Return the prose lines of more letters than the limit: tables and code may be longer."""
    lines = _GENERATED.sub(lambda match: "\n" * match[0].count("\n"), page).split("\n")
    prose: set[int] = set()
    for token in MarkdownIt("commonmark").enable("table").parse("\n".join(lines)):
        if token.type in ("paragraph_open", "heading_open") and token.map:
            prose.update(range(token.map[0], token.map[1]))
    return [number + 1 for number in sorted(prose) if len(lines[number]) > limit]
