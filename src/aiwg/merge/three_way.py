"""Merging two texts that come from a third, line by line, as git does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.merge.conflicts import lines_of
from aiwg.merge.lines import has_one_line_ending, line_ending

MANY_LINES = 4_000
"""A text with more lines that changed is not compared line by line: that would take too long."""

Region = tuple[int, int, int, int, int, int]
"""Where a piece begins and ends in the base, in ours and in theirs."""


def merge_texts(base: str, ours: str, theirs: str, labels: tuple[str, str] = ("ours", "theirs")) -> tuple[str, bool]:
    """Return the merged text, and whether it is whole: else it holds conflicts with markers.

    Of equal changes one is taken. Where one side changed nothing but all line ends, the text has those of ours.
    """
    if ours == theirs or theirs == base:
        return ours, True
    if ours == base:
        return theirs, True
    if len({line_ending(text) for text in (base, ours, theirs)}) > 1 and all(map(has_one_line_ending, (ours, theirs))):
        plain_base, plain_ours, plain_theirs = (text.replace("\r\n", "\n") for text in (base, ours, theirs))
        found, is_whole = merge_texts(plain_base, plain_ours, plain_theirs, labels)
        return found.replace("\n", line_ending(ours)), is_whole
    b, o, t = lines_of(base), lines_of(ours), lines_of(theirs)
    ending = "\r\n" if "\r\n" in ours else "\n"
    merged, whole = list[str](), True
    for from_b, to_b, from_o, to_o, from_t, to_t in _regions(b, o, t):
        was, mine, other = b[from_b:to_b], o[from_o:to_o], t[from_t:to_t]
        if mine == other or other == was:
            merged += mine
        elif mine == was:
            merged += other
        else:
            whole = False
            merged += [f"<<<<<<< {labels[0]}{ending}", *_ended(mine, ending), f"======={ending}"]
            merged += [*_ended(other, ending), f">>>>>>> {labels[1]}{ending}"]
    return "".join(merged), whole


def _ended(lines: Sequence[str], ending: str) -> list[str]:
    """Return lines of which the last one is ended, too."""
    return [*lines[:-1], lines[-1] if lines[-1].endswith("\n") else lines[-1] + ending] if lines else []


def _regions(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Region]:
    """Yield the pieces of three texts in order: those in which all agree, and what lies between them."""
    at_b = at_o = at_t = 0
    for start, length, in_o, in_t in _common(_matches(base, ours), _matches(base, theirs)):
        if (at_b, at_o, at_t) != (start, in_o, in_t):
            yield at_b, start, at_o, in_o, at_t, in_t
        yield start, start + length, in_o, in_o + length, in_t, in_t + length
        at_b, at_o, at_t = start + length, in_o + length, in_t + length
    if (at_b, at_o, at_t) != (len(base), len(ours), len(theirs)):
        yield at_b, len(base), at_o, len(ours), at_t, len(theirs)


def _matches(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the runs of lines that two texts have in common: where they begin in each, and their length."""
    import difflib  # only a merge needs it

    start, shorter = 0, min(len(base), len(other))
    while start < shorter and base[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and base[-1 - end] == other[-1 - end]:
        end += 1
    found = [(0, 0, start)]
    middle_b, middle_o = base[start : len(base) - end], other[start : len(other) - end]
    if max(len(middle_b), len(middle_o)) <= MANY_LINES:
        blocks = difflib.SequenceMatcher(None, middle_b, middle_o, autojunk=len(middle_b) > MANY_LINES // 8)
        found += [(start + one, start + two, size) for one, two, size in blocks.get_matching_blocks() if size]
    found.append((len(base) - end, len(other) - end, end))
    return [match for match in found if match[2]]


def _common(
    ours: Sequence[tuple[int, int, int]], theirs: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of base lines that both others have: begin and length in the base, begin in each of them."""
    one = two = 0
    while one < len(ours) and two < len(theirs):
        (base_o, in_o, size_o), (base_t, in_t, size_t) = ours[one], theirs[two]
        start, end = max(base_o, base_t), min(base_o + size_o, base_t + size_t)
        if start < end:
            yield start, end - start, in_o + start - base_o, in_t + start - base_t
        if base_o + size_o < base_t + size_t:
            one += 1
        else:
            two += 1
