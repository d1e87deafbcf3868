"""From a cell to its items: every file at its places."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator, Mapping

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.paths import PathSpec
from aiwg.artifact.kinds import LOADED_CELLS
from aiwg.core.dataclass import dataclass, replace
from aiwg.loading.find import FoundFile, files_at
from aiwg.loading.frontmatter import listed
from aiwg.loading.gates import Gates
from aiwg.loading.items import PlaceItems, owner_at
from aiwg.loading.location import StartFolder
from aiwg.loading.model import GATED, LISTED, OURS, YOURS, LoadedItem
from aiwg.loading.precedence import is_read_by
from aiwg.loading.settings import Settings, entries_of
from aiwg.manifest import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(slots=True)
class Collector:
    """Collects the items of one platform; what it looked at once it remembers."""

    adapter: Adapter
    surface: str
    here: StartFolder
    records: Mapping[str, Record]
    settings: Settings
    gates: Gates

    def items(self, cell: Cell) -> list[LoadedItem]:
        """Return the items of a cell in the order of its places, each file once."""
        found: dict[str, LoadedItem] = {}
        for order, place in enumerate(cell.reads):
            if self.surface and not is_read_by(place, self.surface):
                continue
            for item in self._at(cell, place, order):
                known = found.get(item.path)
                if known is None or (known.state == GATED and item.state != GATED):
                    found[item.path] = item
        return sorted(found.values(), key=lambda item: item.order)

    def _at(self, cell: Cell, place: Place, order: int) -> Iterator[LoadedItem]:
        if place.spec.selector is not None:
            yield from self._in_settings(cell, place, order)
            return
        if place.ensure and not self._is_ensured(place):
            return
        for each in self._spelled(place):
            item_of = self._items_of(cell, each, order).item
            for found in files_at(self.adapter, each, self.here, cell.get("inside", True)):
                item = item_of(found)
                if item is not None:
                    yield item

    def _spelled(self, place: Place) -> Iterator[Place]:
        """Yield the place, and others beside it, or in its stead, under the names that a setting gives."""
        names = next((listed(value) for value in self._settings_of(place)), ())
        if not (place.instead and names):
            yield place
        for name in names:
            yield replace(place, spec=PathSpec(name, place.spec.anchor, name, None), rank=place.rank + 1)

    def _settings_of(self, place: Place) -> Iterator[Any]:
        """Yield the settings that name files for a place, strongest first, but for those behind a closed gate."""
        for path in place.names:
            for file, value in self.settings.values(path):
                if not self.gates.holds_back(path, file):
                    yield value

    def _is_ensured(self, place: Place) -> bool:
        """Say whether the setting that a place needs has it among its values."""
        wanted = posixpath.basename(place.spec.rest)
        return any(wanted in listed(value) for path in place.ensure for _, value in self.settings.values(path))

    def _items_of(self, cell: Cell, place: Place, order: int) -> PlaceItems:
        return PlaceItems(cell, place, order, self.settings, self.gates, self.records)

    def owner(self, path: str, text: str, scope: str) -> tuple[str, tuple[str, ...]]:
        """Return whose a file is, and the artifacts of ours in it."""
        return owner_at(path, self.here.reader.real(path), text, scope, self.records)

    def _in_settings(self, cell: Cell, place: Place, order: int) -> Iterator[LoadedItem]:
        """Yield what a settings file names: files and folders in a list, or artifacts by their id."""
        selector = place.spec.selector
        if selector is None or cell.kind not in LOADED_CELLS:
            return
        for file in self.settings.files(place.spec):
            value = self.settings.selected(file, selector, cell.get("format"))
            if selector.member == "value":
                for name in listed(value):
                    yield from self._named(cell, place, order, file, name)
            for name, entry in entries_of(value, selector):
                yield self._inline(cell, place, order, file, name, entry)

    def _named(self, cell: Cell, place: Place, order: int, file: str, name: str) -> Iterator[LoadedItem]:
        """Yield the files that an entry of a list names: a path, a glob, or a folder of skills."""
        home = self.here.environment.home
        full = posixpath.normpath(f"{home}/{name[2:]}" if name.startswith("~/") else _joined(self._base(file), name))
        if cell.kind == "skills":
            spec = PathSpec(name, "/", f"{full.lstrip('/')}/{{id:path}}/", None)
            founds = list(files_at(self.adapter, replace(place, spec=spec, nested=None), self.here))
        else:
            founds = [FoundFile(path, posixpath.basename(path), full, 0) for path in self._globbed(full)]
        item_of = self._items_of(cell, place, order).item
        for found in founds:
            item = item_of(replace(found, depth=0))
            if item is not None:
                yield replace(item, why=f"named in {self.here.shown(file)}")

    def _base(self, file: str) -> str:
        """Return the folder that paths in a settings file start from: the project, or the file's own for a person's."""
        inside = file.startswith(self.here.start + "/")
        return self.here.start if inside else posixpath.dirname(file)

    def _globbed(self, full: str) -> Iterator[str]:
        head, _, _ = full.partition("*")
        if head == full:
            yield full
            return
        folder = posixpath.dirname(head + "x")
        waiting = [folder]
        while waiting:
            each = waiting.pop(0)
            for name, entry in sorted(self.here.reader.entries(each).items()):
                path = f"{each}/{name}"
                if entry.is_folder and "**" in full and not name.startswith("."):
                    waiting.append(path)
                elif not entry.is_folder and fnmatch.fnmatchcase(path, full):
                    yield path

    def _inline(self, cell: Cell, place: Place, order: int, file: str, name: str, entry: Any) -> LoadedItem:
        """Return an artifact that stands in a settings file itself."""
        front = entry if isinstance(entry, Mapping) else {}
        body = str(next((front[key] for key in _body_keys(cell) if front.get(key)), ""))
        shown = f"{self.here.shown(file)}#{name}"
        there = self._items_of(cell, place, order)
        when = there.call.of(front)
        line = there.call.line_of(name, front, body) if when == LISTED else ""
        owner, artifacts = self._owner_of_entry(file, name)
        path = f"{file}#{name}"
        condition = there.condition(name, path, front, "")
        return LoadedItem(
            path, shown, cell.kind, name, there.scope, place, path, order, state=condition.state, why=condition.why,
            by=condition.by, when=when, text=line, later=body, front=front, gates=condition.gates, owner=owner,
            artifacts=artifacts,
        )  # fmt: skip

    def _owner_of_entry(self, file: str, name: str) -> tuple[str, tuple[str, ...]]:
        """Return whose an entry of a settings file is, and the artifacts of ours in it."""
        record = self.records.get(file)
        for key in record.keys if record is not None else ():
            if key.path[-1] == name or (isinstance(key.path[-1], dict) and name in key.path[-1].get("member", ())[1:]):
                return OURS, key.artifacts
        return YOURS, ()


def _body_keys(cell: Cell) -> list[str]:
    """Return the keys that hold the text of an artifact that is an entry of a settings file."""
    return [*(rule.target for rule in cell.fields or () if "body" in rule.sources), "prompt", "template"]


def _joined(folder: str, name: str) -> str:
    return posixpath.join(folder, name)
