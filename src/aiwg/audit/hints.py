"""Looking for the sentences and commands of the hint rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aiwg.audit.hint_rules import HINTS, HintRule

_ABOVE = bytes(range(0x80, 0x100))
BEFORE, AFTER = 240, 400
"""How far around a needle a pattern may match, in bytes."""


def hints_in(data: bytes, settings: bool = True) -> Iterator[tuple[HintRule, int, int]]:
    """Yield the rules that match in a file, with the offsets where they do; each place once for a rule.

    `settings`: those about settings too. Prose that names a setting sets nothing.
    """
    lowered = data.lower()
    plain = lowered if lowered.isascii() else lowered.translate(None, _ABOVE)  # needles are ASCII, and this is shorter
    present = [needle for needle in _needles(settings) if needle in plain]
    if not present:
        return
    places = {needle: _all(lowered, needle) for needle in present}
    for rule in HINTS:
        if rule.setting and not settings:
            continue
        places_of_rule = sorted(at for needle in rule.needles for at in places.get(needle, ()))
        for start, end in _windows(places_of_rule):
            for match in _compiled(rule.pattern).finditer(lowered, start, end):
                yield rule, *match.span()


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


@cache
def _needles(settings: bool) -> tuple[bytes, ...]:
    rules = [rule for rule in HINTS if settings or not rule.setting]
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
