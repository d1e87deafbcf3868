"""What is in a text and not to be seen: each stretch of such characters, unless it belongs where it is."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from aiwg.audit.characters.properties import JOINERS, is_at_home, is_emoji, points, taking
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern

LINE_BREAKS = "\u2028-\u2029"
ANNOTATIONS = "\ufff9-\ufffb"
CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
PRIVATE = (
    "\ue000-\uf8ff\ufdd0-\ufdef\ufffe-\uffff"
    "\U0001fffe-\U0001ffff\U0002fffe-\U0002ffff\U0003fffe-\U000dffff\U000e1000-\U0010ffff"
)
"""Private use, noncharacters, and the planes in which nothing is assigned: few ranges, since each costs time."""

TAGS = "\U000e0000-\U000e007f"
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
BIDI = "\u202a-\u202e\u2066-\u2069"
ZERO_WIDTH = "\u200b-\u200d\u2060\ufeff"
MARKS = "\u200e\u200f\u061c"

COUNTRIES = frozenset({"gbeng", "gbsct", "gbwls"})
"""The subdivisions whose flags are recommended for general interchange: England, Scotland, Wales."""

MOVING = "\x00\x08\x0b\x0c\x0e\x0f\x7f\x84\x85\x8d"
"""Control characters that move a terminal's cursor, choose its letters or end what a program reads."""

MOST_IN_A_ROW = 4
"""How many zero-width characters or marks in a row a script may need; more carry something else."""


_BLOCKING = lazy_pattern(f"(?P<tags>[{TAGS}]+)|(?P<selectors>[\U000e0100-\U000e01ef]+)|(?P<bidi>[{BIDI}]+)")

NEAR = 8
AROUND = 240
"""How far is looked for a neighbour, and for right-to-left text to which a mark may belong, in characters."""

_RIGHT_TO_LEFT = lazy_pattern(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks whose characters go from right to left unless Unicode says otherwise of one, marks aside."""


@dataclass(frozen=True, slots=True)
class HiddenText:
    """A stretch of a text that is not to be seen: the code of its finding, and where it begins and ends."""

    code: str
    start: int
    end: int


@cache
def _suspects(last: int) -> re.Pattern[str]:
    """Return what finds runs of suspects up to a code point: a class without those above U+FFFF is much faster."""
    ignorable = points("DEFAULT_IGNORABLE").charset(last)
    private = "".join(each for each in re.findall(".-.", PRIVATE) if each[0] <= chr(last))
    return re.compile(f"[{CONTROLS}{LINE_BREAKS}{ANNOTATIONS}{private}{ignorable}]+")


@cache
def _classes() -> re.Pattern[str]:
    """Return what splits a run of suspects into stretches of one class each, named by its code."""
    return re.compile(
        f"(?P<tags>[{TAGS}]+)|(?P<selectors>[{SELECTORS}]+)|(?P<bidi>[{BIDI}]+)|(?P<zero>[{ZERO_WIDTH}]+)"
        f"|(?P<marks>[{MARKS}]+)|(?P<hyphen>\u00ad+)|(?P<escape>[\x1b\x9b][\x00-\x1f\x7f-\x9f]*)"
        f"|(?P<control>[{CONTROLS}]+?(?=[\x1b\x9b]|[^{CONTROLS}]|\\Z))|(?P<breaks>[{LINE_BREAKS}]+)"
        f"|(?P<private>[{PRIVATE}]+)"
        f"|(?P<other>[^{TAGS}{SELECTORS}{BIDI}{ZERO_WIDTH}{MARKS}\u00ad{CONTROLS}{LINE_BREAKS}{PRIVATE}]+)",
        re.DOTALL,
    )


def hidden_in(text: str, last: int = sys.maxunicode) -> Iterator[HiddenText]:
    """Yield each stretch that is not to be seen and has no reason to be where it is.

    `last` is a code point that no character of the text is above, U+FFFF or the last of all.
    """
    for run in _suspects(last).finditer(text):
        for stretch in _classes().finditer(text, run.start(), run.end()):
            code = _JUDGES[str(stretch.lastgroup)](text, stretch.start(), stretch.end())
            if code:
                yield HiddenText(code, stretch.start(), stretch.end())


def is_any_hidden(text: str, last: int) -> bool:
    """Say whether a text holds a character that is not to be seen, wherever it belongs."""
    return _suspects(last).search(text) is not None


def _before(text: str, start: int, blank: bool) -> str:
    """Return the visible character that a stretch follows, as far as it is near; `blank`: spaces may be between."""
    return next((char for char in reversed(text[max(start - NEAR, 0) : start]) if _is_visible(char, blank)), "")


def _after(text: str, end: int, blank: bool) -> str:
    return next((char for char in text[end : end + NEAR] if _is_visible(char, blank)), "")


def _is_visible(char: str, blank: bool) -> bool:
    return char not in points("DEFAULT_IGNORABLE") and not (blank and char.isspace())


def first_blocking(text: str, start: int) -> HiddenText | None:
    """Return the first stretch from an offset on that would stop a deploy, without judging any other."""
    for match in _BLOCKING.finditer(text, start):
        code = _JUDGES[str(match.lastgroup)](text, match.start(), match.end())
        if code in ("hidden-tags", "hidden-bytes", "bidi-control"):
            return HiddenText(code, match.start(), match.end())
    return None


def _tags(text: str, start: int, end: int) -> str:
    said = "".join(chr(ord(char) & 0x7F) for char in text[start:end])
    is_flag = start > 0 and text[start - 1] == "\U0001f3f4" and said[-1] == "\x7f" and said[:-1] in COUNTRIES
    return "" if is_flag else "hidden-tags"


def _selectors(text: str, start: int, end: int) -> str:
    base, first = text[start - 1 : start], text[start]
    if base == "\ufffd" and end - start == 1:
        return ""  # the character that took it was lost before
    if first >= "\U000e0100":
        fits = base in points("IDEOGRAPHS")
    else:
        fits = base in taking(first) or (first in "\ufe0e\ufe0f" and (is_emoji(base) or base == "\u20e3"))
    if fits and end - start == 1:
        return ""
    twice = end - start == 2 and text[start + 1] == first
    if first < "\U000e0100" and (end - start == 1 or (twice and fits)):
        return "stray-selector"
    return "hidden-bytes"


def _zero(text: str, start: int, end: int) -> str:
    if start == 0 and end == 1 and text[0] == "\ufeff":
        return ""
    if end - start > MOST_IN_A_ROW:
        return "zero-width"
    if text[start:end] == "\u200d" and is_emoji(_before(text, start, False)) and is_emoji(_after(text, end, False)):
        return ""
    before, after = _before(text, start, True), _after(text, end, True)
    return "" if all(_fits_between(char, before, after) for char in text[start:end]) else "zero-width"


def _fits_between(char: str, before: str, after: str) -> bool:
    """Say whether a script has a reason to have a zero-width character between two visible ones."""
    needing = points("JOINING") if char in JOINERS else points("UNSPACED")
    return char in f"{JOINERS}\u200b" and (before in needing or after in needing)


def _marks(text: str, start: int, end: int) -> str:
    fits = end - start <= MOST_IN_A_ROW and _RIGHT_TO_LEFT.search(text, max(start - AROUND, 0), end + AROUND)
    return "" if fits else "direction-mark"


def _hyphen(text: str, start: int, end: int) -> str:
    fits = end - start == 1 and text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()
    return "soft-hyphen" if fits else "invisible"


def _other(text: str, start: int, end: int) -> str:
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start > MOST_IN_A_ROW:
        return "invisible"
    if text[start:end] == "\u034f" and all(unicodedata.category(char) == "Mn" for char in before + after or "x"):
        return ""
    at_home = all(is_at_home(char, before or " ") or is_at_home(char, after or " ") for char in text[start:end])
    return "" if at_home else "invisible"


def _control(text: str, start: int, end: int) -> str:
    if text[start:end] == "\f" and text[start - 1 : start] in ("", "\n"):
        return ""
    return (
        "control-alone" if end - start == 1 and text[start] not in MOVING and _is_alone(text, start, end) else "control"
    )


def _escape(text: str, start: int, end: int) -> str:
    """Return what an escape character is: before a space it begins nothing that changes what is shown."""
    if end - start == 1 and text[end : end + 1] in (" ", "") and _is_alone(text, start, end):
        return "control-alone"
    return "escape-sequence"


def _is_alone(text: str, start: int, end: int) -> bool:
    """Say whether no letter or digit is beside a stretch: then it splits no word."""
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


_JUDGES: dict[str, Callable[[str, int, int], str]] = {
    "tags": _tags,
    "selectors": _selectors,
    "bidi": lambda text, start, end: "bidi-control",
    "zero": _zero,
    "marks": _marks,
    "hyphen": _hyphen,
    "escape": _escape,
    "control": _control,
    "breaks": lambda text, start, end: "line-break",
    "private": lambda text, start, end: "private-use",
    "other": _other,
}
