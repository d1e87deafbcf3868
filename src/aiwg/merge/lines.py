r"""Lines of a text. Only `\n` and `\r\n` end a line: whatever else looks like a line end is content."""

from __future__ import annotations

from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"


def line_number(text: str, offset: int) -> int:
    """Return the number, from 1, of the line that holds `offset`."""
    return text.count("\n", 0, offset) + 1


def line_start(text: str, offset: int) -> int:
    """Return the offset of the first character of the line that holds `offset`."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Return the offset behind the line that holds `offset`, its line ending included."""
    newline = text.find("\n", offset)
    return len(text) if newline < 0 else newline + 1


def indentation(text: str, offset: int) -> str:
    """Return the blanks and tabs that begin the line which holds `offset`."""
    start = line_start(text, offset)
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return text[start:end]


def line_ending(text: str, default: str = "\n") -> str:
    """Return the line ending that most lines of the text have, or `default` when it has none."""
    windows = text.count("\r\n")
    unix = text.count("\n") - windows
    if windows == unix == 0:
        return default
    return "\r\n" if windows > unix else "\n"


def has_one_line_ending(text: str) -> bool:
    """Return whether all lines of the text end alike: then no part of it decides how new lines end."""
    return text.count("\r\n") in (0, text.count("\n"))


def spliced(text: str, parts: Iterable[tuple[int, int, str]]) -> str:
    """Return the text with new parts in the place of others, which are given by start and end and do not overlap."""
    pieces: list[str] = []
    at = 0
    for start, end, new in sorted(parts):
        pieces += [text[at:start], new]
        at = end
    return "".join(pieces) + text[at:]


def without_last_line_ending(text: str) -> str:
    """Return the text without the line ending it ends with, if there is one."""
    if text.endswith("\r\n"):
        return text[:-2]
    return text[:-1] if text.endswith("\n") else text


def added_lines(before: str, piece: str, after: str, ending: str) -> str:
    """Return `before`, the lines `piece` and `after`, where `piece` ends with a line ending.

    A text whose last line is not ended stays so: its missing line ending moves behind the new lines.
    """
    if not after and before and not before.endswith("\n"):
        return before + ending + without_last_line_ending(piece)
    return before + piece + after


def removed_lines(text: str, start: int, end: int) -> str:
    """Return the text without the whole lines from `start` to `end`, the inverse of `added_lines`."""
    before, gone, after = text[:start], text[start:end], text[end:]
    if not after and not gone.endswith("\n"):
        before = without_last_line_ending(before)
    return before + after
