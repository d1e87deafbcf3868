"""What aiwg wrote last, found again by its hash: from what it would write now and what a person made of the file.

The manifest keeps hashes alone. As long as every changed place was changed by one side only, the text of before is the
one in which some of these places are as on one side and the others as on the other; its hash says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.core.digest import digest
from aiwg.importing.back.hunks import ABSENT, changed_lines
from aiwg.importing.model import value_hash
from aiwg.merge.conflicts import lines_of

MOST_PLACES = 12
"""Up to how many places may differ: each one doubles the number of texts to try."""
MOST_CHARACTERS = 40_000_000
"""How long all texts together may be that are tried."""


@dataclass(frozen=True, slots=True)
class BothChanged:
    """What aiwg wrote last (`base`), and that with the changes of both sides in it (`merged`)."""

    base: Any
    merged: Any


def both_changed(desired: str, actual: str, sha256: str) -> BothChanged | None:
    """Return two changed texts merged, None where both sides changed one place. `sha256` is that of the text before."""
    one, other = lines_of(desired), lines_of(actual)
    places = changed_lines(one, other)
    if len(places) > MOST_PLACES or 2 ** len(places) * max(len(desired), len(actual)) > MOST_CHARACTERS:
        return None
    for sides in product((False, True), repeat=len(places)):
        base = _text(one, other, places, sides)
        if digest(base.encode("utf-8", "surrogateescape")) == sha256:
            return BothChanged(base, _text(one, other, places, [not side for side in sides]))
    return None


def _text(one: list[str], other: list[str], places: list[tuple[str, int, int, int, int]], sides: Any) -> str:
    """Return a text that is as `one`, but in those places in which a side says that it is as `other`."""
    parts, at = list[str](), 0
    for (_, start, end, from_other, to_other), is_other in zip(places, sides, strict=True):
        parts += one[at:start]
        parts += other[from_other:to_other] if is_other else one[start:end]
        at = end
    return "".join([*parts, *one[at:]])


def both_values_changed(desired: Any, actual: Any, sha256: str) -> BothChanged | None:
    """Return two changed values merged, None where both sides changed one place. `sha256` is of the value before."""
    places = list(_places(desired, actual, ()))
    if not places or len(places) > MOST_PLACES:
        return None
    for sides in product((False, True), repeat=len(places)):
        base = _value(desired, actual, (), dict(zip(places, sides, strict=True)))
        if base is not ABSENT and value_hash(base) == sha256:
            other = dict(zip(places, (not side for side in sides), strict=True))
            return BothChanged(base, _value(desired, actual, (), other))
    return None


def _places(one: Any, other: Any, at: tuple[str, ...]) -> Any:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*one, *other)):
            yield from _places(one.get(key, ABSENT), other.get(key, ABSENT), (*at, key))
    elif one != other or type(one) is not type(other):
        yield at


def _value(one: Any, other: Any, at: tuple[str, ...], sides: Mapping[tuple[str, ...], bool]) -> Any:
    if at in sides:
        return other if sides[at] else one
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        pairs = [
            (key, _value(one.get(key, ABSENT), other.get(key, ABSENT), (*at, key), sides)) for key in {**one, **other}
        ]
        return {key: value for key, value in pairs if value is not ABSENT}
    return one
