"""Changes of one container taken together: one by one, each would read the text anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from aiwg.core.generics import TypeVar
from aiwg.merge.paths import MISSING, KeyPath, get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

NO_PATH = "an empty key path names the whole file"

KindT = TypeVar("KindT")
Item = TypeVar("Item")
Puts: TypeAlias = Sequence[tuple[KeyPath, object]]


def batches_of(puts: Puts, document: object) -> list[tuple[KeyPath | None, Puts]]:
    """Return the puts in order, those together, with their container, that are members of one still missing.

    A text is read anew for each insertion: with many members of one list that would cost the square of them.
    """
    batches: dict[str, tuple[KeyPath | None, dict[str, tuple[KeyPath, object]]]] = {}
    for path, value in puts:
        if not path:
            raise ValueError(NO_PATH)
        parent = path[:-1] if len(path) > 1 and get(document, path[:-1]) is MISSING else None
        alike = isinstance(path[-1], str), isinstance(value, dict), parent
        name = repr(path) if parent is None else repr(alike)
        members = batches.setdefault(name, (parent, {}))[1]
        members.setdefault(repr(path[-1]), (path, value))
    found: list[tuple[KeyPath | None, Puts]] = []
    for alone, group in groupby(batches.values(), key=lambda batch: batch[0] is None):
        parted = [(parent, list(members.values())) for parent, members in group]
        found += [(None, [put for _, puts in parted for put in puts])] if alone else parted
    return found


def neighbours(kinds: Sequence[KindT], items: Sequence[Item]) -> Iterator[tuple[KindT, list[Item]]]:
    """Yield the items in order, those together that follow each other and are of one kind."""
    for _, group in groupby(zip(map(repr, kinds), kinds, items, strict=True), key=itemgetter(0)):
        together = list(group)
        yield together[0][1], [item for _, _, item in together]
