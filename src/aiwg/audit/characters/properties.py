"""Properties of characters, answered from the table that is made of the Unicode Character Database."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from aiwg.audit.characters import table as table

JOINERS = "\u200c\u200d"


class Points:
    """A set of characters, kept as ranges of code points."""

    def __init__(self, text: str) -> None:
        self.ranges = [(first, last) for first, last in _ranges(text)]
        self._starts = [first for first, _ in self.ranges]

    def __contains__(self, char: str) -> bool:
        """Say whether a character is in the set; an empty string is not."""
        if not char:
            return False
        point = ord(char)
        index = bisect_right(self._starts, point) - 1
        return index >= 0 and point <= self.ranges[index][1]

    def charset(self, last: int) -> str:
        """Return the ranges that begin up to a code point as the inside of a character class."""
        return "".join(f"\\U{first:08x}-\\U{end:08x}" for first, end in self.ranges if first <= last)


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    for part in text.split():
        first, _, last = part.partition("-")
        yield int(first, 16), int(last or first, 16)


@cache
def points(name: str) -> Points:
    """Return one of the sets of the table by its name."""
    return Points(getattr(table, name))


@cache
def taking(selector: str) -> Points:
    """Return the characters that take a variation selector from U+FE00 to U+FE0F."""
    return Points(table.SELECTED.get(f"{ord(selector):X}", ""))


@cache
def _home_of(char: str) -> tuple[str, ...]:
    return tuple(name for name, text in table.AT_HOME.items() if char in Points(text))


@cache
def script(name: str) -> Points:
    """Return the visible characters of a script."""
    return Points(table.SCRIPTS[name])


def is_at_home(char: str, neighbour: str) -> bool:
    """Say whether an invisible character belongs to the script of a visible one beside it.

    A complete Hangul syllable needs no filler, so beside one nothing is at home.
    """
    if neighbour in points("SYLLABLES"):
        return False
    return any(neighbour in script(name) for name in _home_of(char))


def is_emoji(char: str) -> bool:
    """Say whether a character is an emoji, digits and ASCII signs aside."""
    return char > "\u00a8" and char in points("EMOJI")


@cache
def scripts_of(char: str) -> frozenset[str]:
    """Return the scripts that a letter may belong to; none for what several share."""
    return frozenset(name for name, text in table.SCRIPTS.items() if char in script(name))


@cache
def lookalikes() -> dict[str, str]:
    """Return the ASCII letter for each letter that looks like one."""
    return {
        chr(point): letter
        for letter, text in table.LOOKALIKES.items()
        for first, last in _ranges(text)
        for point in range(first, last + 1)
    }


def named(char: str) -> str:
    """Return `U+202E RIGHT-TO-LEFT OVERRIDE`; the code point alone where there is no name."""
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def byte_of(char: str) -> int | None:
    """Return the byte that a variation selector stands for, from 0 to 255; None for any other character."""
    if "\ufe00" <= char <= "\ufe0f":
        return ord(char) - 0xFE00
    if "\U000e0100" <= char <= "\U000e01ef":
        return ord(char) - 0xE0100 + 16
    return None
