"""The way from an adapter and a folder to what the platform loads there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.artifact.kinds import LOADED_CELLS, TEXT_CELLS
from aiwg.loading.collect import Collector
from aiwg.loading.cutting import limited
from aiwg.loading.duplicates import doubles_of
from aiwg.loading.gates import Gates
from aiwg.loading.includes import Includer
from aiwg.loading.limits import Overrun
from aiwg.loading.location import StartFolder
from aiwg.loading.model import GATED, LoadedContext, LoadedItem
from aiwg.loading.plugins import PLUGINS
from aiwg.loading.settings import Settings
from aiwg.loading.shadowing import behind_others, with_first_only, without_copies
from aiwg.manifest import Record

_NOTHING: Mapping[str, Record] = {}


def look_around(
    adapter: Adapter, here: StartFolder, surface: str = "", records: Mapping[str, Record] = _NOTHING
) -> LoadedContext:
    """Return what a platform loads when it is started in a folder.

    `surface` is the implementation, the adapter's main one by default; `records` says by absolute path what is ours.
    """
    surface = surface or adapter.surfaces[0]
    settings = Settings(adapter, here)
    collector = Collector(adapter, surface, here, records, settings, Gates(settings))
    items, limits, broken = list[LoadedItem](), list[Overrun](), list[tuple[str, str]]()
    for kind in LOADED_CELLS:
        cell = adapter.cells.get(kind)
        if cell is not None:
            taken, measured = limited(behind_others(_taken(collector, cell, broken), cell, items), cell)
            items += taken
            limits += measured
    return LoadedContext(
        adapter.id,
        adapter.name,
        surface,
        here.start,
        tuple(items),
        tuple(doubles_of(items, adapter)),
        tuple(limits),
        tuple(dict.fromkeys(broken)),
        any(place.nested in ("down", "both") for place in _places(adapter)) and here.is_partial,
    )


def instruction_limits(adapter: Adapter, here: StartFolder) -> list[Overrun]:
    """Return the limits on instructions of a platform's main surface, and how much of each is used: as `look_around`.

    Nothing else is looked at.
    """
    cell = adapter.cells.get("instructions")
    if cell is None:
        return []
    settings = Settings(adapter, here)
    collector = Collector(adapter, adapter.surfaces[0], here, _NOTHING, settings, Gates(settings))
    return limited(behind_others(_taken(collector, cell, []), cell, []), cell)[1]


def _places(adapter: Adapter) -> Iterable[Place]:
    return (place for kind in LOADED_CELLS if kind in adapter.cells for place in adapter.cells[kind].reads)


def _of_plugins(collector: Collector, cell: Cell) -> Iterable[LoadedItem]:
    """Return the items of a cell that plugins bring; most platforms have none, and load no code for them."""
    described = collector.adapter.data.get(PLUGINS)
    if described is None or collector.surface not in described.get("in", [collector.surface]):
        return ()
    from aiwg.loading.plugins.contents import plugin_items

    return plugin_items(collector, cell)


def _taken(collector: Collector, cell: Cell, broken: list[tuple[str, str]]) -> list[LoadedItem]:
    """Return the items of a cell with what hides what, and with what they include behind them."""
    items = without_copies(with_first_only([*collector.items(cell), *_of_plugins(collector, cell)], cell), cell)
    if cell.kind not in TEXT_CELLS:
        return items
    seen = {item.real for item in items if item.is_loaded and not item.folder} if cell.dedup == "realpath" else None
    includer = Includer(collector.adapter, cell, collector.here, collector.owner, seen, broken)
    # what is loaded at the start counts before what comes with work in a folder; behind a gate all of it waits
    at_once = sorted((item for item in items if item.is_loaded), key=lambda item: bool(item.folder))
    waiting = [item for item in items if item.state == GATED]
    included = {item.path: list(includer.following(item)) for item in (*at_once, *waiting)}
    result = [each for item in items for each in (item, *included.get(item.path, ()))]
    included_paths = {item.path for item in result if item.parent}
    return [item for item in result if item.is_loaded or item.parent or item.path not in included_paths]
