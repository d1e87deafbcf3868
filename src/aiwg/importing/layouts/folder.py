"""A folder on the disk as a tree: listed once within the limits of a source, a file read when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from aiwg.findings.model import Finding
from aiwg.source.reader import SourceReader
from aiwg.source.tree_file import TreeFile


class FolderTree(Mapping[str, TreeFile]):
    """The files of a folder by their POSIX paths. What cannot be listed or read is not there, and is a finding."""

    def __init__(self, reader: SourceReader, paths: Iterable[str]) -> None:
        self.reader = reader
        self._paths = dict.fromkeys(paths)
        self._read: dict[str, TreeFile | None] = {}

    def __getitem__(self, path: str) -> TreeFile:
        """Return one file. Raises KeyError for one that is not there or cannot be read."""
        if path not in self._paths:
            raise KeyError(path)
        if path not in self._read:
            file = self.reader.read(path)
            self._read[path] = None if file is None else TreeFile(file.data, file.executable)
        found = self._read[path]
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield the paths, in order."""
        return iter(self._paths)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._paths)

    def __contains__(self, path: object) -> bool:
        """Say whether a file is listed, without reading it."""
        return path in self._paths

    @property
    def findings(self) -> Sequence[Finding]:
        """Return what could not be listed or read so far."""
        return tuple(self.reader.problems)


def read_folder(folder: Path, shown: str = "") -> FolderTree:
    """Return a folder as a tree, of which messages speak as `shown`. Links that lead out of it are findings."""
    reader = SourceReader(folder, shown)
    return FolderTree(reader, sorted(_listed(reader, "")))


def read_parts(folder: Path, parts: Sequence[str]) -> FolderTree:
    """Return what is there of some folders, which end in a slash, and files of a folder; nothing else is looked at."""
    reader = SourceReader(folder, "")
    found = dict[str, None]()
    for part in parts:
        path, is_wanted_folder = part.rstrip("/"), part.endswith("/")
        if _is_folder(reader, path) is not is_wanted_folder:
            continue
        found.update(dict.fromkeys(_listed(reader, path) if is_wanted_folder else [path]))
    return FolderTree(reader, sorted(found))


def _is_folder(reader: SourceReader, path: str) -> bool | None:
    """Say whether a path below a folder is a folder, by way of its parents; None where nothing usable is there."""
    folder, _, name = path.rpartition("/")
    if folder and not _is_folder(reader, folder):
        return None
    if not os.path.lexists(os.path.join(reader.root, path)):
        return None
    return dict(reader.entries(folder)).get(name)


def _listed(reader: SourceReader, folder: str) -> Iterator[str]:
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        for name, is_folder in reader.entries(folder):
            path = f"{folder}/{name}" if folder else name
            if is_folder:
                waiting.append(path)
            else:
                yield path
