"""A tree in memory to look around in, and small adapters."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiwg.adapter.environment import Environment
from aiwg.adapter.parse import adapter_from
from aiwg.core import strict_yaml
from aiwg.loading import FileEntry, LoadedContext, StartFolder, look_around
from aiwg.manifest import Record

START, HOME = "/work/project", "/home/nina"


class MemoryReader:
    """Reads a tree that is a mapping of absolute paths to texts. What `links` names leads to the path beside it."""

    def __init__(self, files: Mapping[str, str], links: Mapping[str, str] | None = None) -> None:
        self.files = dict(files)
        self.links = dict(links or {})
        self.folders: dict[str, dict[str, FileEntry]] = {}
        for path in self.files:
            self._add(path, FileEntry(False))
        for path, target in self.links.items():
            self._add(path, FileEntry(target not in self.files, True))

    def _add(self, path: str, entry: FileEntry) -> None:
        while path != "/":
            folder = posixpath.dirname(path)
            self.folders.setdefault(folder, {}).setdefault(posixpath.basename(path), entry)
            path, entry = folder, FileEntry(True)

    def text(self, path: str) -> str | None:
        """Return the text of a file, or None."""
        return self.files.get(self.real(path))

    def entries(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what is in a folder."""
        return self.folders.get(self.real(folder), {})

    def real(self, path: str) -> str:
        """Return the path with links followed."""
        for link, target in self.links.items():
            if path == link or path.startswith(link + "/"):
                return self.real(target + path[len(link) :])
        return path


def adapter(text: str) -> Any:
    """Return an adapter of the cells in a YAML text."""
    head = "name: Alpha\nvendor: A\ndocs: https://a.example\nevidence: {grade: docs}\n"
    return adapter_from("alpha", Path("/adapters/alpha"), "test", strict_yaml.parse(head + text).value)


def around(
    cells: str,
    files: Mapping[str, str],
    links: Mapping[str, str] | None = None,
    records: Mapping[str, Record] | None = None,
    start: str = START,
    surface: str = "",
) -> LoadedContext:
    """Return what an adapter of these cells loads among these files: of the project, `~/` of the home folder."""
    reader = MemoryReader(
        {_full(path): text for path, text in {".git/HEAD": "", **files}.items()},
        {_full(path): _full(target) for path, target in (links or {}).items()},
    )
    here = StartFolder(start, reader, Environment(HOME))
    return look_around(adapter(cells), here, surface, {_full(path): each for path, each in (records or {}).items()})


def _full(path: str) -> str:
    return HOME + path[1:] if path.startswith("~") else posixpath.normpath(posixpath.join(START, path))


def states(context: LoadedContext) -> dict[str, str]:
    """Return the state of each item by the path as a person writes it; a loaded one says when."""
    return {item.shown: item.when if item.is_loaded else item.state for item in context.items}
