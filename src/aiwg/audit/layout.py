"""Text out of sight: far to the right, below many empty lines, behind a lone carriage return or a row of blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aiwg.audit.patterns import compiled
from aiwg.core.dataclass import dataclass

COLUMNS = 200
"""From how many columns of blanks on text is out of sight: no window is so wide."""

TAB = 8
"""Columns of a tab at most."""

LINES = 80
"""From how many empty lines on text is out of sight: no window is so high."""

ROW = 16
"""Blanks other than spaces in a row that nobody needs: forms and trees of files need fewer."""

SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Space separators (general category Zs) but for the space itself."""

EMPTY = "\u2800\U0001d159\U00013441\U00013442\U00016fe4"
"""Characters that are no spaces and are shown as one: the Braille pattern without dots, a note without a head, the
blanks of Egyptian hieroglyphs and the filler of the Khitan small script."""

NEAR = 8
"""How far is looked for characters among which an empty one belongs."""

WIDE = "\u2001\u2003\u3000"
"""Blanks as wide as two columns, or nearly."""

FEW_TABS = 4
"""Up to so many tabs in a file are not looked at: with spaces they reach no further than a window."""

_BELOW = rb"\n(?:[ \t]{0,40}+\r?\n){%d,}+" % LINES
_LONE = rb"\r++(?!\n)"
_TABS = rb"[ \t]{%d,}+" % (COLUMNS // TAB)
_SPACES = b" " * COLUMNS


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of blanks in bytes, under the code of its finding."""

    code: str
    start: int
    end: int


def gaps_in(data: bytes) -> Iterator[Gap]:
    """Yield the stretches of ASCII blanks that bring text out of sight."""
    if _SPACES in data:
        at = data.find(_SPACES)
        while at >= 0:
            end = data.find(b"\n", at)
            end = len(data) if end < 0 else end
            yield Gap("far-right", at, at + COLUMNS)
            at = data.find(_SPACES, end)
    if data.count(b"\t") > FEW_TABS:
        for match in compiled(_TABS).finditer(data):
            if b"\t" in match[0] and _width(match[0]) >= COLUMNS and _SPACES not in match[0]:
                yield Gap("far-right", match.start(), match.end())
    if data.count(b"\n") > LINES:
        for match in compiled(_BELOW).finditer(data):
            if data[match.end() : match.end() + 1]:
                yield Gap("far-below", match.start(), match.end())
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        for match in compiled(_LONE).finditer(data):
            if data[match.end() : match.end() + 1]:
                yield Gap("line-break", match.start(), match.end())


def _width(blanks: bytes) -> int:
    return len(blanks) + (TAB - 1) * blanks.count(b"\t")


def blanks_in(text: str, last: int) -> Iterator[tuple[str, int, int]]:
    """Yield rows of blanks that are not ASCII and that nobody needs, and empty characters away from their script.

    Each with the code of its finding and where it begins and ends. No character of the text is above `last`.
    """
    for match in _row(last).finditer(text):
        row, after = match[0], text[match.end() : match.end() + 1]
        odd = len(row) - row.count(" ") - row.count("\t")
        width = len(row) + (TAB - 1) * row.count("\t") + sum(row.count(char) for char in WIDE)
        if width >= COLUMNS and after not in ("", "\n", "\r"):
            yield "far-right", match.start(), match.end()
        elif odd >= ROW or any(char in row and not _is_near(char, text, match.span()) for char in EMPTY):
            yield "blank", match.start(), match.end()


def _is_near(char: str, text: str, span: tuple[int, int]) -> bool:
    """Say whether characters of the block of an empty one stand near: there it belongs."""
    near = text[max(span[0] - NEAR, 0) : span[0]] + text[span[1] : span[1] + NEAR]
    return any(ord(each) >> 8 == ord(char) >> 8 for each in near if each not in EMPTY)


@cache
def _row(last: int) -> re.Pattern[str]:
    """Return what finds rows of blanks with one in it that is no space or tab; the row begins with that one."""
    empty = "".join(char for char in EMPTY if ord(char) <= last)
    return re.compile(f"[{SPACES}{empty}][ \t{SPACES}{empty}]*+")
