"""Looking for the sentences and commands of the hint rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aiwg.audit.phrase_rules import HINTS, PhraseRule
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern

BEFORE, AFTER = 240, 400
"""How far around a needle a pattern may match, in bytes."""

_OPENING = (b'"', b"'", b"\xe2\x80\x9c", b"\xe2\x80\x98", b"\xc2\xab", b"\xe2\x80\x9e")
"""Quotation marks that may begin a sentence that is quoted."""

_QUOTES = lazy_pattern(rb"[\"'\xe2\xc2]")
QUOTED = 160
"""How long a quotation may be, in bytes, and how far before a match it may begin."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One match of a rule in a view of a file: where in the view, and whether the words are quoted there."""

    rule: PhraseRule
    start: int
    end: int
    quoted: bool = False


SENTENCES, COMMANDS, SETTINGS = (
    tuple(rule for rule in HINTS if rule.what == what) for what in ("sentence", "command", "setting")
)


def hints_in(view: bytes, rules: tuple[PhraseRule, ...]) -> Iterator[Hint]:
    """Yield the matches of some rules in a text in lower case; each place once for a rule."""
    present = [needle for needle in _needles(rules) if needle in view]
    if not present:
        return
    places = {needle: _all(view, needle) for needle in present}
    for rule in rules:
        places_of_rule = sorted(at for needle in rule.needles for at in places.get(needle, ()))
        for start, end in _windows(places_of_rule):
            for match in _compiled(rule.pattern).finditer(view, start, end):
                yield Hint(rule, *match.span(), _is_quoted(view, *match.span()))


def _windows(places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches around places, none overlapping another: no byte is looked at once for each needle near."""
    start, end = 0, -1
    for at in places:
        if at - BEFORE > end:
            if end >= 0:
                yield start, end
            start = max(at - BEFORE, 0)
        end = at + AFTER
    if end >= 0:
        yield start, end


def _is_quoted(view: bytes, start: int, end: int) -> bool:
    """Say whether a match stands inside quotation marks on its line: such words are told of, and not said."""
    line = view[max(view.rfind(b"\n", 0, start) + 1, start - QUOTED) : start]
    after = view[end : end + QUOTED].partition(b"\n")[0]
    opened = max((line.rfind(mark) for mark in _OPENING), default=-1)
    if opened < 0 or not _QUOTES.search(after):
        return False
    return line[opened - 1 : opened] in (b"", b" ", b"(", b"|", b"/", b"\t", b":", b",", b"=", b"[", b"{", b">")


@cache
def _needles(rules: tuple[PhraseRule, ...]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(needle for rule in rules for needle in rule.needles))


def _all(data: bytes, needle: bytes) -> list[int]:
    found, at = [], data.find(needle)
    while at >= 0:
        found.append(at)
        at = data.find(needle, at + 1)
    return found


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)
