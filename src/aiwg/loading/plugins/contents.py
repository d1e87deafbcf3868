"""From installed plugins to items: the skills, agents, commands and instructions that a client loads from them."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.adapter.model import Cell, Place
from aiwg.adapter.paths import USER, PathSpec
from aiwg.core.dataclass import replace
from aiwg.loading.collect import Collector
from aiwg.loading.find import FoundFile, files_in
from aiwg.loading.items import PlaceItems
from aiwg.loading.model import YOURS, LoadedItem
from aiwg.loading.plugins import PLUGINS
from aiwg.loading.plugins.installed import InstalledPlugin, find_plugins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def plugin_items(collector: Collector, cell: Cell) -> Iterator[LoadedItem]:
    """Yield the items of a cell that installed plugins bring, behind those of the cell's own places."""
    held = collector.adapter.data.get(PLUGINS, {}).get("holds", {}).get(cell.kind, ())
    for plugin in find_plugins(collector.settings, collector.gates) if held else ():
        for number, each in enumerate(held):
            # a client's own folder is a person's, wherever it is
            settings = {"listed": each["listed"]} if "listed" in each else {}
            place = Place(PathSpec(each["path"], "~", _rest(collector, plugin, each), None), settings=settings)
            order = len(cell.reads) + number
            items = PlaceItems(cell, place, order, collector.settings, collector.gates, collector.records)
            for found in files_in(place, plugin.folder, collector.here.reader, cell.get("inside", True)):
                item = items.item(found)
                if item is not None:
                    yield _named(item, plugin, each.get("name", "{id}"), found)


def _rest(collector: Collector, plugin: InstalledPlugin, form: dict[str, Any]) -> str:
    """Return the path of a place in a plugin; a file of the plugin may name it."""
    path: str = form["path"]
    if "named_in" in form:
        file, _, key = form["named_in"].partition("#")
        document = collector.settings.document(f"{plugin.folder}/{file}")
        named = document.get(key) if isinstance(document, dict) else None
        path = named if isinstance(named, str) and named and ".." not in named.split("/") else path
    return path


def _named(item: LoadedItem, plugin: InstalledPlugin, form: str, found: FoundFile) -> LoadedItem:
    """Return an item under the name that the client gives it."""
    name = form.replace("{plugin}", plugin.name).replace("{id}", item.name)
    text = item.text.replace(item.name, name, 1) if item.text.lstrip("- ").startswith(item.name) else item.text
    why = item.why or f"from the plugin {plugin.id}"
    return replace(item, name=name, text=text, scope=USER, owner=YOURS, artifacts=(), why=why, plugin=plugin.id)
