"""Leaving of items what their platform takes: files and descriptions that are too long are cut or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwg.adapter.model import Cell
from aiwg.adapter.paths import PROJECT
from aiwg.core.dataclass import replace
from aiwg.loading.activation import call_activation
from aiwg.loading.limits import (
    CUT,
    DROP,
    Measure,
    Overrun,
    every_text_measure,
    key_measures,
    overrun,
    text_measures,
    total_measures,
)
from aiwg.loading.model import DROPPED, LISTED, LoadedItem


def limited(items: Iterable[LoadedItem], cell: Cell) -> tuple[list[LoadedItem], list[Overrun]]:
    """Return items as the limits of their cell leave them, and what comes near or goes beyond which.

    Of instructions every limit is measured, also those that they keep well.
    """
    limits, found = cell.get("limits") or {}, list[Overrun]()
    if not limits:
        return list(items), found
    result = []
    for item in items:
        if item.is_loaded and not item.parent:
            for measure in _of_one(item, limits):
                each = overrun(cell, item.shown, item.scope, measure)
                found.append(each)
                item = _taken(item, each, cell) if measure.is_beyond else item
        result.append(item)
    return _chained(result, cell, limits, found), found


def _of_one(item: LoadedItem, limits: dict[str, int]) -> Iterator[Measure]:
    body = item.text if item.when != LISTED and item.text else item.later
    measured = every_text_measure if item.kind == "instructions" else text_measures
    yield from measured(limits, body, item.whole or body)
    description = str(item.front.get("description") or "")
    yield from key_measures(limits, item.name, description)


def _taken(item: LoadedItem, excess: Overrun, cell: Cell) -> LoadedItem:
    if excess.becomes == DROP:
        return replace(item, state=DROPPED, why=f"its {excess.what} is longer than {excess.limit:,} {excess.unit}")
    if excess.becomes != CUT or excess.what == "name":
        return item
    if excess.what == "description":
        front = {**item.front, "description": str(item.front["description"])[: excess.limit]}
        line = call_activation(cell, item.place).line_of(item.name, front, item.later) if item.text else ""
        return replace(item, text=line, cut=excess.size - excess.limit)
    return _cut(item, excess.kept, excess.unit)


def _cut(item: LoadedItem, kept: tuple[int, int], unit: str) -> LoadedItem:
    whole, (head, tail) = item.text or item.later, kept
    if unit == "characters":
        left = whole[:head] + whole[len(whole) - tail :]
    else:
        data = whole.encode()
        left = (data[:head] + data[len(data) - tail :]).decode("utf-8", "ignore")
    lost = len(whole) - len(left)
    return replace(item, text=left, cut=lost) if item.text else replace(item, later=left, cut=lost)


def _chained(items: list[LoadedItem], cell: Cell, limits: dict[str, int], found: list[Overrun]) -> list[LoadedItem]:
    """Cut the texts of the project where they exceed a limit together, the topmost folder first."""
    if cell.kind != "instructions":
        return items
    chain = [item for item in items if item.is_loaded and item.text and item.scope == PROJECT]
    measure = next(iter(total_measures(limits, [item.text for item in chain])), None)
    if measure is None or not chain:
        return items
    last = max(chain, key=lambda item: (item.depth, item.order))
    found.append(overrun(cell, last.shown, last.scope, measure))
    if not measure.is_beyond or found[-1].becomes != CUT:
        return items
    left, cut = measure.limit, dict[str, LoadedItem]()
    for item in sorted(chain, key=lambda item: (item.depth, item.order)):
        size = len(item.text.encode() if measure.unit == "bytes" else item.text)
        if size > left:
            cut[item.path] = _cut(item, (left, 0), measure.unit)
        left = max(0, left - size)
    return [cut.get(item.path, item) if not item.parent else item for item in items]
