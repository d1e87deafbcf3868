"""A marked block of ours in a text file that is the user's."""

from __future__ import annotations

import re

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import BYTE_ORDER_MARK, line_ending, line_number, without_last_line_ending

NOTE = "(written by aiwg; edit the source, not this block)"


@dataclass(frozen=True, slots=True)
class Block:
    """A block found: its inner text with LF line ends, and where it stands, markers included."""

    body: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A text with the block in it, and the separators that were put before and after the block."""

    text: str
    lead: str
    tail: str


@dataclass(frozen=True, slots=True)
class _Style:
    """How the markers of one kind of file are written, and how a whole marker line is recognised."""

    begin: str
    end: str
    marker: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Marker:
    """One marker line: which of the two it is, and the offsets of the line and of what follows it."""

    word: str
    start: int
    after: int
    line: int


# The id ends at a blank or at the end of the comment, so `aiwg:begin-old` or `aiwg:beginning` is not ours.
_STYLES = {
    "html": _Style(
        f"<!-- aiwg:begin {NOTE} -->",
        "<!-- aiwg:end -->",
        lazy_pattern(r"^[ \t]*<!--[ \t]*aiwg:(begin|end)(?=[ \t]|-->)(?:(?!-->)[^\n])*-->[ \t]*\r?(?:\n|\Z)", re.M),
    ),
    "hash": _Style(
        f"# aiwg:begin {NOTE}",
        "# aiwg:end",
        lazy_pattern(r"^[ \t]*#[ \t]*aiwg:(begin|end)(?:[ \t][^\n]*|\r)?(?:\n|\Z)", re.M),
    ),
}

_FRONT_MATTER = lazy_pattern(r"---[ \t]*\r?\n(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|\Z)")


def find(text: str, style: str) -> Block | None:
    """Return our block in the text, or None; raise CannotEdit when its markers do not make one block."""
    markers = _markers(text, _style(style))
    if not markers:
        return None
    _check_one_block(markers)
    begin, end = markers
    return Block(_normalised(text[begin.after : end.start]), begin.start, end.after, begin.line)


def put(text: str, body: str, style: str, at: str = "end") -> PlacedBlock:
    """Return the text with `body` as our block: in place of the one it has, else at its "end" or "start".

    A final newline is added to the body when it has none. At the "start" means behind a byte order mark and
    behind front matter, which are only recognised where they stand. Raises EditRefusedError.
    """
    if at not in ("end", "start"):
        raise ValueError(f"a block goes at the end or at the start, not at {at!r}")
    chosen = _style(style)
    inner = _body(body, chosen)
    block = find(text, style)
    if block is not None:
        return PlacedBlock(_replaced(text, block, inner, chosen), "", "")
    ending = line_ending(text)
    whole = _whole(inner, chosen, ending)
    if text in ("", BYTE_ORDER_MARK):
        return PlacedBlock(text + whole, "", "")
    if at == "end":
        lead = _lead(text, ending)
        return PlacedBlock(text + lead + whole, lead, "")
    offset = _start_of_content(text)
    lead = "" if offset == 0 or text[:offset].endswith(("\n", BYTE_ORDER_MARK)) else ending
    tail = ending if offset < len(text) else ""
    return PlacedBlock(text[:offset] + lead + whole + tail + text[offset:], lead, tail)


def drop(text: str, style: str, lead: str = "", tail: str = "") -> str:
    """Return the text without our block and without those of the recorded separators that are still there.

    They are recognised with other line endings too: git may have converted the file since.
    """
    block = find(text, style)
    if block is None:
        return text
    before, after = text[: block.start], text[block.end :]
    tail = next((form for form in _converted(tail) if after.startswith(form)), "")
    after = after[len(tail) :]
    lead = next((form for form in _converted(lead) if before.endswith(form)), "")
    if lead:
        shorter = before[: len(before) - len(lead)]
        # Lines that were written behind the block must not run into the last line before it.
        glued = after and shorter and not shorter.endswith(("\n", BYTE_ORDER_MARK))
        before = shorter + (_first_line_ending(lead) if glued else "")
    return before + after


def marker_line(text: str, style: str) -> int | None:
    """Return the line of the text on which a marker stands, so that it could not be put into a block, or None."""
    marker = _style(style).marker.search(text) if _may_have_markers(text) else None
    return line_number(text, marker.start()) if marker else None


def _style(name: str) -> _Style:
    if name not in _STYLES:
        raise ValueError(f"unknown marker style {name!r}; known: {', '.join(sorted(_STYLES))}")
    return _STYLES[name]


def _may_have_markers(text: str) -> bool:
    """Say whether what every marker holds is in a text: most texts need no pattern."""
    return "aiwg:begin" in text or "aiwg:end" in text


def _markers(text: str, style: _Style) -> list[_Marker]:
    # A byte order mark is not part of the first line; a blank in its place keeps the offsets.
    plain = " " + text[1:] if text.startswith(BYTE_ORDER_MARK) else text
    found = [
        _Marker(match.group(1), match.start(), match.end(), line_number(text, match.start()))
        for match in (style.marker.finditer(plain) if _may_have_markers(plain) else ())
    ]
    if found and found[0].start == 0 and plain is not text:
        first = found[0]
        found[0] = _Marker(first.word, 1, first.after, first.line)
    return found


def _check_one_block(markers: list[_Marker]) -> None:
    """Raise CannotEdit unless the markers are one begin and, after it, one end."""
    opened: _Marker | None = None
    begun: list[int] = []
    for marker in markers:
        if marker.word == "begin":
            if opened is not None:
                _refuse_second_begin(markers, opened, marker)
            opened = marker
            begun.append(marker.line)
        elif opened is None:
            _refuse_lone_end(markers, marker)
        else:
            opened = None
    if opened is not None:
        raise EditRefusedError(f"begin marker on line {opened.line} has no end marker", opened.line, _hint())
    if len(begun) > 1:
        listed = ", ".join(map(str, begun[:-1])) + f" and {begun[-1]}"
        raise EditRefusedError(f"there are {len(begun)} blocks of aiwg, on lines {listed}", begun[1], _hint())


def _refuse_second_begin(markers: list[_Marker], first: _Marker, second: _Marker) -> None:
    if sum(marker.word == "end" for marker in markers) >= sum(marker.word == "begin" for marker in markers):
        reason = f"begin marker on line {second.line} is inside the block that begins on line {first.line}"
    else:
        reason = f"begin marker on line {first.line} has no end marker before that on line {second.line}"
    raise EditRefusedError(reason, second.line, _hint())


def _refuse_lone_end(markers: list[_Marker], end: _Marker) -> None:
    begins = [marker.line for marker in markers if marker.word == "begin"]
    if len(begins) == 1 and len(markers) == 2:
        reason = f"end marker on line {end.line} comes before the begin marker on line {begins[0]}"
    else:
        reason = f"end marker on line {end.line} has no begin marker"
    raise EditRefusedError(reason, end.line, _hint())


def _hint() -> str:
    return "leave one begin marker and one end marker after it, or remove them all"


def _normalised(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _body(body: str, style: _Style) -> str:
    inner = _normalised(body)
    if inner and not inner.endswith("\n"):
        inner += "\n"
    marker = style.marker.search(inner)
    if marker is not None:
        line = line_number(inner, marker.start())
        raise EditRefusedError(f"line {line} of the text to write looks like a marker: {marker.group().strip()}")
    return inner


def _whole(inner: str, style: _Style, ending: str) -> str:
    return f"{style.begin}\n{inner}{style.end}\n".replace("\n", ending)


def _replaced(text: str, block: Block, inner: str, style: _Style) -> str:
    if block.body == inner:
        return text
    old = text[block.start : block.end]
    ending = line_ending(text[: block.start] + text[block.end :], default=line_ending(old))
    new = _whole(inner, style, ending)
    if not old.endswith("\n"):
        new = without_last_line_ending(new)
    return text[: block.start] + new + text[block.end :]


def _lead(text: str, ending: str) -> str:
    """Return what makes the block begin on a line of its own, after one blank line."""
    if not text.endswith("\n"):
        return ending * 2
    last = without_last_line_ending(text)
    return "" if not last.strip(" \t\r\n\ufeff") or last.endswith("\n") else ending


def _start_of_content(text: str) -> int:
    start = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    front_matter = _FRONT_MATTER.match(text, start)
    return front_matter.end() if front_matter else start


def _converted(separator: str) -> tuple[str, str]:
    """Return a separator with Windows line endings and with plain ones."""
    plain = separator.replace("\r\n", "\n")
    return plain.replace("\n", "\r\n"), plain


def _first_line_ending(lead: str) -> str:
    return "\r\n" if lead.startswith("\r\n") else lead[:1]
