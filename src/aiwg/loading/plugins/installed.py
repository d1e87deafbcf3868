"""The plugins that count in a folder: those that settings turn on, or that are installed, each with its folder."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator, Mapping

from aiwg.adapter.paths import parse_path
from aiwg.core.dataclass import dataclass
from aiwg.loading.gates import Gates
from aiwg.loading.plugins import PLUGINS
from aiwg.loading.settings import Settings, entries_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAME = re.compile(r"[\w.+-]+")


@dataclass(frozen=True, slots=True)
class InstalledPlugin:
    """A plugin in a client's own folders. `id` is its name as people type it: `name@marketplace`, or the name alone."""

    id: str
    folder: str

    @property
    def name(self) -> str:
        """Return its name without the marketplace."""
        return self.id.partition("@")[0]


def find_plugins(settings: Settings, gates: Gates) -> Iterator[InstalledPlugin]:
    """Yield the plugins that a client loads in its start folder; none for a client without any."""
    described = settings.adapter.data.get(PLUGINS)
    if not described:
        return
    finder = _Finder(settings, gates, described)
    for id in finder.listed() if described.get("listed") else finder.present():
        folder = next((each for each in finder.folders(id) if settings.here.reader.entries(each)), None)
        if folder is not None:
            yield InstalledPlugin(id, folder)


@dataclass(frozen=True, slots=True)
class _Finder:
    settings: Settings
    gates: Gates
    described: Mapping[str, Any]

    def listed(self) -> Iterator[str]:
        """Yield the plugins that the strongest settings file that names them turns on."""
        cell, seen = self.settings.adapter.cells.get("plugins"), set[str]()
        for place in cell.reads if cell is not None else ():
            selector = place.spec.selector
            for file in self.settings.files(place.spec) if selector and not self.gates.closed(place) else ():
                for id, entry in entries_of(self.settings.selected(file, selector), selector) if selector else ():
                    if id not in seen and _is_plain(id):
                        seen.add(id)
                        if entry is True or (isinstance(entry, Mapping) and entry.get("enabled") is True):
                            yield id

    def present(self) -> Iterator[str]:
        """Yield the plugins that are installed and that no setting turns off."""
        for each in self.described["folders"]:
            head = each["path"].partition("{name}")[0]
            for folder in self._expanded(f"{head}*/"):
                name = posixpath.basename(folder)
                if _is_plain(name) and not self._is_off(name):
                    yield name

    def folders(self, id: str) -> Iterator[str]:
        """Yield where the folder of a plugin may be, first choice first."""
        name, _, marketplace = id.partition("@")
        for each in self.described["folders"]:
            words = {"{plugin}": id, "{name}": name, "{marketplace}": marketplace}
            filled = {key: _filled(value, words) if isinstance(value, str) else value for key, value in each.items()}
            if "path" in filled:
                yield from self._expanded(filled["path"])
            elif "marketplace" in filled:
                yield from self._in_marketplace(filled, name)
            else:
                yield from self._recorded(filled, id)

    def _expanded(self, path: str) -> Iterator[str]:
        """Yield the folders that a path with `*` stands for, the last by name first: of versions the newest counts."""
        _, root = self.settings.here.root_of(self.settings.adapter, parse_path(path))
        folders = [root] if root else []
        for segment in parse_path(path).rest.strip("/").split("/"):
            folders = [f"{folder}/{name}" for folder in folders for name in self._named(folder, segment)]
        yield from folders

    def _named(self, folder: str, segment: str) -> list[str]:
        if "*" not in segment:
            return [segment]
        entries = self.settings.here.reader.entries(folder)
        return sorted((name for name, entry in entries.items() if entry.is_folder and name[0] != "."), reverse=True)

    def _recorded(self, form: Mapping[str, str], id: str) -> Iterator[str]:
        """Yield the folders that the client's own records name for a plugin."""
        for file in self._files(form["record"]):
            entry = self._value(file, form["record"].partition("#")[2])
            for one in entry if isinstance(entry, list) else [entry]:
                if "plugin" not in form or _at(one, form["plugin"]) == id:
                    folder = _at(one, form["key"])
                    if isinstance(folder, str) and folder.startswith("/"):
                        yield posixpath.normpath(folder)

    def _files(self, path: str) -> Iterator[str]:
        """Yield the files of a path whose last name may hold `*`."""
        head, _, last = path.partition("#")[0].rpartition("/")
        _, root = self.settings.here.root_of(self.settings.adapter, parse_path(f"{head}/"))
        folder = posixpath.join(root, parse_path(f"{head}/").rest.rstrip("/")).rstrip("/")
        for name in sorted(self.settings.here.reader.entries(folder)) if root else ():
            if fnmatch.fnmatchcase(name, last):
                yield f"{folder}/{name}"

    def _value(self, file: str, selector: str) -> Any:
        keys = parse_path(f"x#{selector}").selector if selector else None
        return self.settings.selected(file, keys) if keys is not None else self.settings.document(file)

    def _in_marketplace(self, form: Mapping[str, Any], name: str) -> Iterator[str]:
        """Yield the folder of a plugin that a client uses in place, in the folder of its marketplace."""
        for _, folder in self.settings.values(form["marketplace"]):
            if not (isinstance(folder, str) and folder.startswith("/")):
                continue
            for index in form["index"]:
                listed = self.settings.document(f"{folder}/{index}")
                for entry in _at(listed, "plugins") or ():
                    source = _at(entry, "source")
                    if _at(entry, "name") == name and isinstance(source, str):
                        inside = posixpath.normpath(posixpath.join(folder, source))
                        yield from [inside] if inside.startswith(f"{folder.rstrip('/')}/") else []

    def _is_off(self, name: str) -> bool:
        """Say whether a setting turns a plugin off: `false`, or its last folder rule that fits begins with `!`."""
        setting = self.described.get("off")
        for _, value in self.settings.values(_filled(setting, {"{name}": name})) if setting else ():
            if value is False:
                return True
            rules = [rule for rule in value if isinstance(rule, str)] if isinstance(value, list) else []
            fitting = [rule for rule in rules if _fits(rule.lstrip("!"), self.settings.here.start)]
            if fitting and fitting[-1].startswith("!"):
                return True
        return False


def _fits(rule: str, folder: str) -> bool:
    """Say whether a folder rule is about a folder: `/a/*` is about /a and all below it, `/a/` about /a alone."""
    named = rule.removesuffix("*").rstrip("/")
    return f"{folder}/".startswith(f"{named}/") if rule.endswith("*") else named == folder


def _is_plain(id: str) -> bool:
    """Say whether a plugin's name can be put into a path."""
    return all(_NAME.fullmatch(part) and part.strip(".") for part in id.split("@")) and id.count("@") <= 1


def _filled(text: str, words: Mapping[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
