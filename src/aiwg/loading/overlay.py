"""A tree as it would be: the disk, without some files and with others that are not there yet."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aiwg.loading.reader import FileEntry, TreeReader

_FILE, _FOLDER = FileEntry(False), FileEntry(True)


class DecodedTexts(Mapping[str, str]):
    """The texts of files of which the bytes are known: each is decoded when it is read, and not kept."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def __getitem__(self, path: str) -> str:
        return self._files[path].decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, path: object) -> bool:
        return path in self._files


class OverlayReader:
    """Reads a tree through another reader: paths in `gone` are not there, those in `added` hold these texts."""

    def __init__(self, base: TreeReader, gone: frozenset[str], added: Mapping[str, str]) -> None:
        self.base = base
        self.gone = gone
        self.added = added
        self._names: dict[str, dict[str, FileEntry]] = {}
        self._lacking: dict[str, set[str]] = {}
        for path in added:
            self._add(path, _FILE)
        for path in gone - added.keys():
            self._lacking.setdefault(posixpath.dirname(path), set()).add(posixpath.basename(path))

    def _add(self, path: str, entry: FileEntry) -> None:
        while path != "/":
            folder, name = posixpath.split(path)
            known = self._names.setdefault(folder, {})
            if name in known:
                return
            known[name] = entry
            path, entry = folder, _FOLDER

    def text(self, path: str) -> str | None:
        """Return the text of a file, or None."""
        if path in self.added:
            return self.added[path]
        return None if path in self.gone else self.base.text(path)

    def entries(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what is in a folder."""
        there = self.base.entries(folder)
        more, less = self._names.get(folder), self._lacking.get(folder)
        if not more and not less:
            return there
        kept = {name: entry for name, entry in there.items() if not less or name not in less}
        for name, entry in (more or {}).items():
            if not (name in kept and entry.is_folder):
                kept[name] = entry
        return kept

    def real(self, path: str) -> str:
        """Return the path with links followed; what is not there yet is no link."""
        return path if path in self.added else self.base.real(path)
