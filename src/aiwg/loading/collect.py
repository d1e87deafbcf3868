"""From a cell to its items: every file at its places, with its text, and when it would be loaded."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.paths import PROJECT, SYSTEM, PathSpec
from aiwg.artifact.kinds import LOADED_CELLS, TEXT_CELLS
from aiwg.core.dataclass import dataclass, replace
from aiwg.loading.activation import call_activation, line_of, rule_activation, scope_of
from aiwg.loading.find import FoundFile, files_at
from aiwg.loading.frontmatter import front_and_body, listed, read_front
from aiwg.loading.gates import Gates
from aiwg.loading.links import is_in_doubt, why_refused
from aiwg.loading.location import StartFolder
from aiwg.loading.model import (
    ALWAYS,
    DROPPED,
    FILES,
    FOLDER,
    GATED,
    LINK,
    LISTED,
    MACHINE,
    OFF,
    OURS,
    SHARED,
    YOURS,
    LoadedItem,
)
from aiwg.loading.precedence import is_read_by
from aiwg.loading.refusing import why_rejected
from aiwg.loading.settings import Settings, entries_of, is_switched_off
from aiwg.manifest import BLOCK, FILE, Record
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError


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
            for found in files_at(self.adapter, each, self.here, cell.get("inside", True)):
                item = self.item(cell, each, order, found)
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

    def item(self, cell: Cell, place: Place, order: int, found: FoundFile) -> LoadedItem | None:
        text = self.here.reader.text(found.path)
        if text is None:
            return None
        real = self.here.reader.real(found.path)
        scope, _ = self.here.environment.located(self.adapter, place.spec)
        owner, artifacts = self.owner(found.path, text, scope)
        values: dict[str, Any] = {
            "path": found.path, "shown": self.here.shown(found.path), "kind": cell.kind, "name": found.name,
            "scope": scope, "place": place, "real": real, "order": order, "depth": found.depth,
            "folder": found.base if found.depth > 0 else "", "is_link": bool(found.link), "owner": owner,
            "artifacts": artifacts, "path_name": found.name,
            "globs_from": self.here.top if cell.get("globs_from") == "top" else "",
            "globs_like": cell.get("globs_like", ""),
        }  # fmt: skip
        values |= self._read(cell, place, found, values["folder"], text)
        if refused := why_refused(cell, place, found, self.here.reader):
            return LoadedItem(**values, state=DROPPED, why=refused, cause=LINK)
        if is_in_doubt(cell, place, found):
            values |= {"why": "a link: it is unknown if the platform follows it", "cause": LINK}
        values |= self._condition(
            cell, place, values["name"], found.path, values.get("front", {}), self._base_of(found, scope)
        )
        return LoadedItem(**values)

    def _base_of(self, found: FoundFile, scope: str) -> str:
        """Return the folder in which a place was found: the gates of a project are asked about there."""
        return found.base if scope == PROJECT else ""

    def _condition(
        self, cell: Cell, place: Place, name: str, path: str, front: Mapping[str, Any], base: str
    ) -> dict[str, Any]:
        """Return what gates and switches change of an item; `base` is the folder in which its place was found."""
        closed = self.gates.closed(place, base)
        if closed:
            return {"state": GATED, "why": f"only if you {closed}"}
        rejected = why_rejected(cell, front)
        if rejected:
            return {"state": DROPPED, "why": rejected}
        for setting in cell.get("off", ()):
            for file, value in self.settings.values(setting):
                if is_switched_off(value, name, path):
                    return {"state": OFF, "why": f"switched off in {self.here.shown(file)}", "by": file}
        gates = self.gates.unknown(place, base)
        return {"gates": gates} if gates else {}

    def _read(self, cell: Cell, place: Place, found: FoundFile, folder: str, text: str) -> dict[str, Any]:
        """Return the text of an item: all of it, or the line that stands for it; and what its frontmatter says."""
        if cell.kind == "instructions":
            return {"when": FOLDER, "later": text} if folder else {"text": text}
        if found.path.endswith(".toml"):
            front, body = _toml(text, found.path)
        else:
            front, body = front_and_body(text)
        if cell.kind in TEXT_CELLS:
            return self._read_text(cell, place, found, folder, text, front, body)
        name = found.name.rpartition("/")[2] if cell.kind == "skills" else found.name
        name = str(front.get("name") or name) if _is_named(cell) else name
        line = line_of(cell, place, name, front, body)
        when = call_activation(cell, place, front)
        read: dict[str, Any] = {"name": name, "front": front, "whole": text}
        globs = scope_of(cell, front) if when == FILES else ()
        if globs:  # what a matching file brings is the line; the rest comes when it is called for
            return {**read, "when": FILES, "globs": globs, "later": line}
        if folder:
            return {**read, "when": FOLDER, "later": line if when == LISTED else ""}
        return {**read, "when": when, "text": line if when == LISTED else "", "later": body}

    def _read_text(
        self, cell: Cell, place: Place, found: FoundFile, folder: str, text: str, front: Mapping[str, Any], body: str
    ) -> dict[str, Any]:
        """Return the same of a rule or another text that is not called for."""
        when, globs = rule_activation(cell, place, front)
        read: dict[str, Any] = {"when": when, "globs": globs, "front": front, "whole": text}
        body = text if cell.get("whole") else body
        if when == FILES and "listed" in cell.settings:
            read["text"] = line_of(cell, place, found.name, front, "")
        if when == LISTED:
            return {**read, "text": line_of(cell, place, found.name, front, body), "later": body}
        if when == ALWAYS and not folder:
            return {**read, "text": body}
        return {**read, "later": body, "when": FOLDER if when == ALWAYS else when}

    def owner(self, path: str, text: str, scope: str) -> tuple[str, tuple[str, ...]]:
        """Return whose a file is, and the artifacts of ours in it."""
        record = self.records.get(path)
        if record is None:
            return (MACHINE if scope == SYSTEM else YOURS), ()
        if record.own == FILE or (record.own == BLOCK and not _without_block(text, record.style).strip()):
            return OURS, record.artifacts
        return SHARED, record.artifacts

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
        for found in founds:
            item = self.item(cell, place, order, replace(found, depth=0))
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
        when = call_activation(cell, place, front)
        line = line_of(cell, place, name, front, body) if when == LISTED else ""
        scope, _ = self.here.environment.located(self.adapter, place.spec)
        owner, artifacts = self._owner_of_entry(file, name)
        path = f"{file}#{name}"
        return LoadedItem(
            path, shown, cell.kind, name, scope, place, path, order, front=front, owner=owner, artifacts=artifacts,
            **{"when": when, "text": line, "later": body, **self._condition(cell, place, name, path, front, "")},
        )  # fmt: skip

    def _owner_of_entry(self, file: str, name: str) -> tuple[str, tuple[str, ...]]:
        """Return whose an entry of a settings file is, and the artifacts of ours in it."""
        record = self.records.get(file)
        for key in record.keys if record is not None else ():
            if key.path[-1] == name or (isinstance(key.path[-1], dict) and name in key.path[-1].get("member", ())[1:]):
                return OURS, key.artifacts
        return YOURS, ()


def _is_named(cell: Cell) -> bool:
    """Say whether the name in the frontmatter counts, and not the file's."""
    has_name = cell.kind == "skills" or "name" in cell.get("heeds", ())
    has_name = has_name or any(rule.target == "name" for rule in cell.fields or ())
    return has_name and "name" not in cell.get("ignores", ())


def _body_keys(cell: Cell) -> list[str]:
    """Return the keys that hold the text of an artifact that is an entry of a settings file."""
    return [*(rule.target for rule in cell.fields or () if "body" in rule.sources), "prompt", "template"]


@lru_cache(maxsize=4096)  # several platforms ask for the same text
def _toml(text: str, path: str) -> tuple[Mapping[str, Any], str]:
    import tomllib

    try:
        front = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        front = dict(read_front(text)) if path.endswith(".md") else {}
    body = front.get("developer_instructions") or front.get("prompt") or ""
    return front, str(body)


def _without_block(text: str, style: str) -> str:
    try:
        return block.drop(text, style or "html")
    except EditRefusedError:
        return text


def _joined(folder: str, name: str) -> str:
    return posixpath.join(folder, name)
