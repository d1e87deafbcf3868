"""Values in the settings files of platforms and people: by an adapter's path with a selector."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence

from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import PathSpec, Selector, parse_path
from aiwg.loading.location import StartFolder
from aiwg.merge import keys
from aiwg.merge.errors import EditRefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FORMATS = {"toml": "toml", "yaml": "yaml", "yml": "yaml"}


class Settings:
    """Reads settings files; each is parsed once."""

    def __init__(self, adapter: Adapter, here: StartFolder) -> None:
        self.adapter = adapter
        self.here = here
        self._documents: dict[str, Any] = {}
        self._values: dict[tuple[str, str], tuple[tuple[str, Any], ...]] = {}

    def values(self, path: str, folder: str = "") -> Iterator[tuple[str, Any]]:
        """Return each value at a path with a selector, with the file that holds it.

        In it `{root}` is the work tree's top, and `{folder}` the first of a folder, that top and its main checkout that
        is there; the folder is the start folder by default.
        """
        if (path, folder) not in self._values:  # every item asks for those of its cell
            self._values[path, folder] = tuple(self._found(parse_path(path), folder))
        return iter(self._values[path, folder])

    def _found(self, spec: PathSpec, folder: str) -> Iterator[tuple[str, Any]]:
        for file in self.files(spec):
            value = self._at(self.document(file), spec.selector.keys if spec.selector else (), folder)
            if value is not None:
                yield file, value

    def files(self, spec: PathSpec) -> Iterator[str]:
        """Yield the files that a path with a selector may mean, whether they are there or not."""
        _, root = self.here.root_of(self.adapter, spec)
        for folder in self.here.settings_folders(self.adapter, spec) or [root]:
            for spelling in spec.spellings() if folder else ():
                yield f"{folder}/{spelling}" if spelling else folder

    def document(self, file: str, format: str | None = None) -> Any:
        """Return the document in a file, by its suffix or in a format; None when it is missing or cannot be read."""
        if file not in self._documents:
            text = self.here.reader.text(file)
            self._documents[file] = None if text is None else _parsed(text, format or document_format(file))
        return self._documents[file]

    def selected(self, file: str, selector: Selector, format: str | None = None) -> Any:
        """Return what a selector leads to in a file, as far as it names no artifact; None when it is not there."""
        keys = selector.keys
        return self._at(self.document(file, format), keys[: keys.index("{id}")] if "{id}" in keys else keys)

    def folder_of(self, path: str, file: str) -> str:
        """Return the folder in which a settings file lies at a path with a selector."""
        rest = parse_path(path).rest
        return file.removesuffix(f"/{rest}")

    def _at(self, value: Any, path: tuple[str, ...], folder: str = "") -> Any:
        for key in path:
            names: Sequence[str] = (key,)
            if key in ("{root}", "{folder}"):
                here = self.here
                folders = [here.top] if key == "{root}" else [folder or here.start, here.top, here.main_checkout]
                # platforms write down the folder itself, and not the link by which a person came to it
                names = [name for each in folders if each for name in (here.reader.real(each), each)]
            value = next((value[name] for name in names if name in value), None) if isinstance(value, Mapping) else None
        return value


def document_format(file: str) -> str:
    """Return the format that a settings file is read in, by its suffix: JSON unless it says another one."""
    return _FORMATS.get(file.rpartition(".")[2], "json")


def entries_of(value: Any, selector: Selector) -> Iterator[tuple[str, Any]]:
    """Yield the artifacts that stand in a settings file themselves: values below their id, or members of a list."""
    if selector.member == "key":
        for entry in value if isinstance(value, list) else ():
            if isinstance(entry, Mapping) and entry.get(selector.member_key):
                yield str(entry[selector.member_key]), entry
    elif selector.keys[-1:] == ("{id}",) and isinstance(value, Mapping):
        yield from ((str(name), entry) for name, entry in value.items())


def _parsed(text: str, format: str) -> Any:
    try:
        return keys.parse(text, format)
    except EditRefusedError:
        return None


def is_switched_off(value: Any, name: str, path: str) -> bool:
    """Say whether a setting switches an artifact off.

    It may be a list of names or globs, a mapping of them to a word, or a list of mappings with `enabled`.
    """
    if isinstance(value, Mapping):
        return any(_says_off(word) and _means(key, name, path) for key, word in value.items())
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, str) and _means(entry, name, path):
            return True
        if isinstance(entry, Mapping) and entry.get("enabled") is False:
            named = [str(entry[key]) for key in ("name", "path") if key in entry]
            if any(_means(each, name, path) for each in named):
                return True
    return False


def _says_off(word: Any) -> bool:
    if isinstance(word, Mapping):
        return word.get("enabled") is False
    return word is False or word in ("off", "deny", "disabled")


def _means(said: str, name: str, path: str) -> bool:
    return said in (name, path) or fnmatch.fnmatchcase(name, said) or fnmatch.fnmatchcase(path, said)
