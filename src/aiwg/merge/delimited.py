"""Entries between brackets, separated by commas: JSON objects and arrays, YAML in flow style, TOML arrays.

`insert_entry` and `remove_entry` are inverses of each other for nearly every layout; where they are not, the
caller's own check refuses the edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.lines import indentation, line_end, line_start

BLANKS = " \t\r\n"

_BLOCK_COMMENT = lazy_pattern(r"/\*(?s:.*?)(?:\*/|\Z)")


@dataclass(frozen=True, slots=True)
class DelimitedEntry:
    """Where an entry stands, its key included, and where the comma is that follows it."""

    start: int
    end: int
    comma: int | None


@dataclass(frozen=True, slots=True)
class Brackets:
    """Where the brackets of a container stand, and its entries."""

    open: int
    close: int
    entries: tuple[DelimitedEntry, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The habits of the file: a level of indentation, the line ending, and what begins a comment up to it."""

    unit: str
    ending: str
    comment: str
    one_line_when_empty: bool = False
    gap: str = " "


Write = Callable[[str | None], str]
"""Writes an entry: at this indentation, or on one line when it is None."""


def insert_entry(text: str, brackets: Brackets, write: Write, layout: Layout) -> str:
    """Return the text with a new entry behind the last one and behind the comments that follow that."""
    if not brackets.entries:
        return _insert_first(text, brackets, write, layout)
    last = brackets.entries[-1]
    anchor = last.end if last.comma is None else last.comma + 1
    tail = text[anchor : brackets.close].rstrip(BLANKS)
    at = anchor + len(tail)
    indent = indentation(text, last.start)
    if is_spread(text, brackets):
        piece = layout.ending + indent + write(indent)
    elif _ends_in_comment(tail, layout):
        piece = layout.ending + indent + write(None)
    else:
        piece = _gap(text, brackets, layout) + write(None)
    if last.comma is not None:
        return text[:at] + piece + "," + text[at:]
    return text[: last.end] + "," + text[last.end : at] + piece + text[at:]


def insert_entries(text: str, brackets: Brackets, writes: Iterable[Write], layout: Layout) -> str | None:
    """Return the text with new entries behind the last one, as `insert_entry` would add them one by one.

    Returns None where a first entry or a comment makes the next place another one.
    """
    last = brackets.entries[-1] if brackets.entries else None
    if last is None:
        return None
    at = last.end if last.comma is None else last.comma + 1
    if text[at : brackets.close].strip(BLANKS):
        return None
    indent = indentation(text, last.start) if is_spread(text, brackets) else None
    lead = _gap(text, brackets, layout) if indent is None else layout.ending + indent
    pieces = [lead + write(indent) for write in writes]
    added = [piece + "," for piece in pieces] if last.comma is not None else ["," + piece for piece in pieces]
    return text[:at] + "".join(added) + text[at:]


def remove_entries(text: str, brackets: Brackets, indexes: Sequence[int], layout: Layout) -> str:
    """Return the text without these entries, as `remove_entry` would take them one by one in this order."""
    entries = list(brackets.entries)
    gone = [0] * len(entries)
    following = [*range(1, len(entries)), -1]
    previous = [*range(-1, len(entries) - 1)]
    for index in indexes:
        beside = [each for each in (previous[index], index, following[index]) if each >= 0]
        window = Brackets(
            brackets.open,
            brackets.close - sum(gone),
            tuple(_moved(entries[each], sum(gone[:each])) for each in beside),
        )
        before = len(text)
        text = remove_entry(text, window, beside.index(index), layout)
        gone[index] = before - len(text)
        left, right = previous[index], following[index]
        if left >= 0:
            following[left] = right
            if entries[index].comma is None:
                # The comma of the one before has gone with the last entry.
                entries[left] = DelimitedEntry(entries[left].start, entries[left].end, None)
        if right >= 0:
            previous[right] = left
    return text


def _moved(entry: DelimitedEntry, back: int) -> DelimitedEntry:
    return DelimitedEntry(entry.start - back, entry.end - back, None if entry.comma is None else entry.comma - back)


def remove_entry(text: str, brackets: Brackets, index: int, layout: Layout) -> str:
    """Return the text without one entry; comments beside it stay."""
    entry = brackets.entries[index]
    previous = brackets.entries[index - 1] if index else None
    start, end = _extent(text, brackets, index, layout)
    cuts = [(start, end)]
    if entry.comma is not None and text[entry.end : entry.comma].strip(BLANKS):
        # A comment stands between the entry and its comma: it is not ours.
        cuts = [(start, entry.end), (entry.comma, end)]
    elif entry.comma is None and previous is not None and previous.comma is not None:
        cuts = [(previous.comma, previous.comma + 1), (start, end)]
    for cut_start, cut_end in reversed(cuts):
        text = text[:cut_start] + text[cut_end:]
    return text


def is_spread(text: str, brackets: Brackets) -> bool:
    """Return whether the first entry stands on a later line than the opening bracket."""
    return bool(brackets.entries) and "\n" in text[brackets.open : brackets.entries[0].start]


def _insert_first(text: str, brackets: Brackets, write: Write, layout: Layout) -> str:
    inner = text[brackets.open + 1 : brackets.close]
    comments = inner.rstrip(BLANKS)
    outer = indentation(text, brackets.open)
    indent = outer + layout.unit
    at = brackets.open + 1 + len(comments)
    if comments:
        piece = layout.ending + indent + write(indent) if "\n" in inner else " " + write(None)
    elif "\n" not in inner and (inner or layout.one_line_when_empty):
        piece = inner + write(None)
    else:
        # The blanks that were there stay in front of ours: so `remove_entry` can tell them from what we add.
        at = brackets.close
        piece = layout.ending + indent + write(indent) + layout.ending + outer
    return text[:at] + piece + text[at:]


def _extent(text: str, brackets: Brackets, index: int, layout: Layout) -> tuple[int, int]:
    """Return from where to where an entry goes: with its comma, and the blanks that were added with it."""
    entry = brackets.entries[index]
    behind = entry.end if entry.comma is None else entry.comma + 1
    previous = brackets.entries[index - 1] if index else None
    anchor = brackets.open + 1
    if previous is not None:
        anchor = previous.end if previous.comma is None else previous.comma + 1
    following = brackets.entries[index + 1] if index + 1 < len(brackets.entries) else None
    if previous is None and following is not None and not text[behind : following.start].strip(BLANKS):
        # The next entry takes the place of the first, so that the blanks in front of it stay what they were.
        return entry.start, following.start
    tail = text[anchor : entry.start].rstrip(BLANKS)
    start = anchor + len(tail)
    gap = text[start : entry.start]
    rest = text[behind : line_end(text, behind)]
    if "\n" in gap and not tail and len(brackets.entries) == 1:
        after = text[behind : brackets.close]
        if "\n" in after and not after.strip(BLANKS):
            newline = entry.start - len(gap) + gap.rfind("\n")
            return newline - text[:newline].endswith("\r"), brackets.close
    if "\n" in gap and _ends_in_comment(tail, layout) and rest.strip(BLANKS):
        # Here the next entry would run into the comment: the line break before ours must stay.
        return entry.start, behind + len(rest) - len(rest.lstrip(" \t"))
    return start, behind


def _ends_in_comment(tail: str, layout: Layout) -> bool:
    tail = _BLOCK_COMMENT.sub("", tail)
    return layout.comment in tail[line_start(tail, len(tail)) :]


def _gap(text: str, brackets: Brackets, layout: Layout) -> str:
    """Return the blanks that the last two entries have between them."""
    if len(brackets.entries) < 2:
        return layout.gap
    before, last = brackets.entries[-2:]
    gap = text[before.end if before.comma is None else before.comma + 1 : last.start]
    return layout.gap if gap.strip(BLANKS) else gap
