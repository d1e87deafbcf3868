"""Splitting a Markdown file into its frontmatter and its body: a linear scan, nothing clever."""

from __future__ import annotations

from aiwg.core.dataclass import dataclass

FENCE = "---"


@dataclass(frozen=True, slots=True)
class Split:
    """The two parts of a file. `body_line` is the line on which the body starts, counted from 1.

    `front` is None when the file has no frontmatter.
    """

    front: str | None
    body: str
    body_line: int


class UnclosedFrontmatterError(ValueError):
    """The frontmatter is opened and never closed."""


def split(text: str) -> Split:
    """Return frontmatter and body of `text` (LF line ends, no BOM).

    Only the first block counts: later `---` lines belong to the body, which is kept byte for byte.

    Raises UnclosedFrontmatterError when the first line opens a block that no line closes.
    """
    first, newline, rest = text.partition("\n")
    if first.rstrip() != FENCE:
        return Split(None, text, 1)
    if not newline:
        raise UnclosedFrontmatterError
    start = 0
    while True:
        if not rest.startswith(FENCE, start):
            start = rest.find(f"\n{FENCE}", start) + 1
            if not start:
                break
        end = rest.find("\n", start)
        stop = len(rest) if end < 0 else end
        if rest[start:stop].rstrip() == FENCE:
            return Split(rest[:start], rest[stop + 1 :], rest.count("\n", 0, start) + 3)
        if end < 0:
            break
        start = end
    raise UnclosedFrontmatterError
