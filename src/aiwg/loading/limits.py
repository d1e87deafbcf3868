"""What a platform takes of what it finds: files and descriptions that are too long are cut or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from aiwg.adapter.model import Cell
from aiwg.loading.activation import line_of
from aiwg.loading.model import DROPPED, LISTED, LoadedItem, Overrun

CUT, DROP = "cut", "dropped"


def limited(items: Iterable[LoadedItem], cell: Cell) -> tuple[list[LoadedItem], list[Overrun]]:
    """Return items as the limits of their cell leave them, and what went beyond which."""
    limits, excesses = cell.get("limits") or {}, list[Overrun]()
    if not limits:
        return list(items), excesses
    result = []
    for item in items:
        if item.is_loaded and not item.parent:
            for excess in _of_one(item, cell, limits):
                excesses.append(excess)
                item = _taken(item, excess, cell)
        result.append(item)
    return _chained(result, cell, limits, excesses), excesses


def _of_one(item: LoadedItem, cell: Cell, limits: dict[str, int]) -> Iterator[Overrun]:
    body = item.text if item.when != LISTED and item.text else item.later
    description = str(item.front.get("description") or "")
    measures = {
        "file_chars": ("file", len(body), "characters"),
        "file_bytes": ("file", len(body.encode()), "bytes"),
        "body_chars": ("body", len(body), "characters"),
        "body_bytes": ("body", len(body.encode()), "bytes"),
        "description_chars": ("description", len(description), "characters"),
        "listing_description_chars": ("description", len(description), "characters"),
    }
    for name, (what, size, unit) in measures.items():
        if size > limits.get(name, size):
            yield Overrun(
                cell.kind,
                item.shown,
                what,
                size,
                limits[name],
                unit,
                _becomes(cell, name),
                _kept(cell, name, limits[name]),
            )


def _becomes(cell: Cell, name: str) -> str:
    """Return what becomes of what goes beyond a limit; "" where nobody knows."""
    if name.startswith("listing_") or name in cell.get("cuts", ()):
        return CUT
    return DROP if (cell.get("refuses") or {}).get("long") else ""


def _kept(cell: Cell, excess_of: str, limit: int) -> tuple[int, int]:
    """Return how much of the head and of the tail is kept of what goes beyond a limit."""
    said = (cell.get("cuts") or {}).get(excess_of)
    return (said["head"], said["tail"]) if isinstance(said, Mapping) else (limit, 0)


def _taken(item: LoadedItem, excess: Overrun, cell: Cell) -> LoadedItem:
    if excess.becomes == DROP:
        return replace(item, state=DROPPED, why=f"its {excess.what} is longer than {excess.limit:,} {excess.unit}")
    if excess.becomes != CUT:
        return item
    if excess.what == "description":
        front = {**item.front, "description": str(item.front["description"])[: excess.limit]}
        line = line_of(cell, item.place, item.name, front, item.later) if item.text else ""
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


def _chained(items: list[LoadedItem], cell: Cell, limits: dict[str, int], excesses: list[Overrun]) -> list[LoadedItem]:
    """Cut the texts of the project where they exceed a limit together, the topmost folder first."""
    name = next((name for name in ("total_bytes", "total_chars") if name in limits), None)
    chain = [item for item in items if item.is_loaded and item.text and item.scope == "project"]
    if name is None or not chain or cell.kind != "instructions":
        return items
    unit, limit = ("bytes" if name == "total_bytes" else "characters"), limits[name]
    sizes = {item.path: len(item.text.encode() if unit == "bytes" else item.text) for item in chain}
    total = sum(sizes.values())
    if total <= limit:
        return items
    becomes = _becomes(cell, name)
    last = max(chain, key=lambda item: (item.depth, item.order))
    excesses.append(Overrun(cell.kind, last.shown, "instructions together", total, limit, unit, becomes, (limit, 0)))
    if becomes != CUT:
        return items
    left, cut = limit, dict[str, LoadedItem]()
    for item in sorted(chain, key=lambda item: (item.depth, item.order)):
        if sizes[item.path] > left:
            cut[item.path] = _cut(item, (left, 0), unit)
        left = max(0, left - sizes[item.path])
    return [cut.get(item.path, item) if not item.parent else item for item in items]
