"""What hides what: the first of a group, the first of a name, the same bytes, the same file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aiwg.adapter.model import Cell
from aiwg.core.dataclass import replace
from aiwg.loading.model import (
    BYTES,
    CHANCE,
    DROPPED,
    FILES,
    FIRST,
    HIDDEN,
    LINK,
    LISTED,
    LOADED,
    NAME,
    SAME_FILE,
    LoadedItem,
)
from aiwg.loading.precedence import comes_before

_BY_IDENTITY = frozenset({"name", "path", "realpath", "bytes"})
"""The words of adapters for how copies are known; of others nothing is hidden."""


def with_first_only(items: Iterable[LoadedItem], cell: Cell) -> list[LoadedItem]:
    """Return items with those hidden that a stronger one of their group stands before.

    A group is decided in each folder, or over all folders that are looked at from the start. A folder below, which the
    platform comes to later, decides for itself, but that over a whole tree what was found above stands before it, too.
    """
    listed = list(items)
    if all(item.place.group is None for item in listed):
        return listed
    counting = [item for item in listed if item.is_loaded and not _is_passed_over(item, cell)]
    winners = _winners(counting)
    return [_against(item, winners) for item in listed]


def _winners(items: list[LoadedItem]) -> dict[tuple[int, str], LoadedItem]:
    winners: dict[tuple[int, str], LoadedItem] = {}
    for item in items:
        if item.place.group is not None:
            key = _key(item)
            if key not in winners or item.place.rank < winners[key].place.rank:
                winners[key] = item
    return winners


def _key(item: LoadedItem) -> tuple[int, str]:
    group = item.place.group or 0
    if item.folder:
        return group, item.folder
    decided_per_folder = item.place.nested in ("up", "both") and item.place.per not in ("tree", "start")
    return group, str(item.depth) if decided_per_folder else ""


def _against(item: LoadedItem, winners: dict[tuple[int, str], LoadedItem]) -> LoadedItem:
    if item.place.group is None or not item.is_loaded:
        return item
    rivals = [winners.get(_key(item))]
    if item.folder and item.place.per == "tree":
        rivals.append(winners.get((item.place.group, "")))
    for rival in rivals:
        if rival is not None and comes_before(rival.place, item.place):
            same = item.real == rival.real
            why = _same_file(rival) if same else f"{rival.shown} comes first"
            return replace(item, state=HIDDEN, by=rival.path, cause=SAME_FILE if same else FIRST, why=why)
    return item


def _is_passed_over(item: LoadedItem, cell: Cell) -> bool:
    way = item.place.settings.get("blank", cell.get("blank"))
    return way == "passed-over" and not (item.text + item.later).strip()


def without_copies(items: Iterable[LoadedItem], cell: Cell) -> list[LoadedItem]:
    """Return items with those hidden of which the platform takes another: by name, by bytes, or by real path."""
    if cell.dedup not in _BY_IDENTITY:
        return list(items)
    seen: dict[object, LoadedItem] = {}
    result = []
    one_key = _one_key(cell)
    for item in items:
        counts = item.state == LOADED and not item.folder
        if counts and one_key is not None:  # so it is for most items
            keys = [one_key(item)]
            other = seen.get(keys[0])
        else:
            keys = list(_identities(item, cell)) if counts else []
            other = next((seen[key] for key in _sought(item, cell, keys) if key in seen), None)
        if other is not None:
            cause, why = _reason(item, other, cell)
            item = replace(item, state=HIDDEN, by=other.path, cause=cause, why=why)
        else:
            for key in keys or ([] if counts else _kept_names(item, cell)):
                seen.setdefault(key, item)
        result.append(item)
    return result


def _one_key(cell: Cell) -> Callable[[LoadedItem], object] | None:
    """Return what tells the one thing by which a loaded item is known in a cell, None where that is more."""
    if cell.dedup == "name" and cell.get("winner") != "listed":
        return lambda item: ("name", item.name.lower())
    return (lambda item: ("real", item.real)) if cell.dedup == "realpath" else None


def _sought(item: LoadedItem, cell: Cell, keys: list[object]) -> list[object]:
    """Return by what an item would be a copy of another one."""
    if not item.is_loaded:
        return []
    if item.folder:
        return [("name", item.name.lower())] if cell.get("below") == "new" else []
    if cell.dedup == "path":
        return [("name", item.path_name)]
    if cell.get("winner") == "listed" and item.when == FILES:  # once it is active, the first of the name counts
        return [("name", item.name.lower())]
    return keys


def behind_others(items: Iterable[LoadedItem], cell: Cell, others: Iterable[LoadedItem]) -> list[LoadedItem]:
    """Return items with those hidden that have the name of an artifact of a kind that comes first there.

    Where the model is told of the first of those that it may call, only these come first.
    """
    kinds = cell.get("yields", ())
    if not kinds:
        return list(items)
    first = {item.name.lower(): item for item in others if item.kind in kinds and item.is_loaded and not item.folder}
    if cell.get("winner") == "listed":
        first = {name: item for name, item in first.items() if item.when == LISTED}
    return [_behind(item, first.get(item.name.lower())) for item in items]


def _behind(item: LoadedItem, other: LoadedItem | None) -> LoadedItem:
    if other is None or not item.is_loaded:
        return item
    why = f"{other.shown} has the same name and comes first"
    return replace(item, state=HIDDEN, by=other.path, cause=NAME, why=why)


def _identities(item: LoadedItem, cell: Cell) -> Iterator[object]:
    if cell.dedup == "name" and (cell.get("winner") != "listed" or item.when == LISTED):
        yield "name", item.name.lower()
    if cell.dedup == "path":
        yield "name", item.name
    if cell.dedup in ("realpath", "bytes"):
        yield "real", item.real
    if cell.dedup == "bytes":
        yield "bytes", item.text + item.later


def _kept_names(item: LoadedItem, cell: Cell) -> Iterator[object]:
    """Yield the name that a refused file keeps from others, where the platform looks at names first."""
    if item.state == DROPPED and item.cause != LINK and not item.folder and (cell.get("refuses") or {}).get("counts"):
        yield from _identities(item, cell)


def _reason(item: LoadedItem, other: LoadedItem, cell: Cell) -> tuple[str, str]:
    """Return the cause for which another item is taken, and the sentence that says it."""
    if item.real == other.real:
        return SAME_FILE, _same_file(other)
    if cell.dedup == "name" and cell.get("winner") == "chance":
        return CHANCE, f"{other.shown} has the same name, and the platform picks one at random"
    if cell.dedup == "name":
        return NAME, f"{other.shown} has the same name and comes first"
    if cell.dedup == "path":
        return NAME, f"{other.shown} has the same name by its path, and comes first"
    return BYTES, f"{other.shown} has the same text"


def _same_file(other: LoadedItem) -> str:
    return f"it is the same file as {other.shown}"
