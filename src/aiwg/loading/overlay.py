"""A tree as it would be: the disk, without some files and with others that are not there yet."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from aiwg.core.content import Content
from aiwg.loading.reader import FileEntry, TreeReader

_FILE, _FOLDER = FileEntry(False), FileEntry(True)
_BEHIND_SLASH = chr(ord("/") + 1)


class DecodedTexts(Mapping[str, str]):
    """The texts of files of which the content is known: each is decoded when it is read, and not kept."""

    def __init__(self, files: Mapping[str, Content]) -> None:
        self._files = files

    def __getitem__(self, path: str) -> str:
        return self._files[path].data.decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, path: object) -> bool:
        return path in self._files


class OverlayReader:
    """Reads a tree through another reader: paths in `gone` are not there, those in `added` hold these texts.

    The paths of `added` stand below `root`, a folder with a slash at its end: there may be many, all of one project.
    """

    def __init__(self, base: TreeReader, gone: frozenset[str], added: Mapping[str, str], root: str = "") -> None:
        self.base = base
        self.gone = gone
        self.added = added
        self.root = root
        self._paths = sorted(added)
        self._names: dict[str, dict[str, FileEntry]] = {}
        self._lacking: dict[str, set[str]] = {}
        for path in gone:
            if self._added_at(path) is None:
                self._lacking.setdefault(posixpath.dirname(path), set()).add(posixpath.basename(path))

    def _added_at(self, path: str) -> str | None:
        """Return the path in `added` that a path is, None when it is none of these."""
        if not path.startswith(self.root):
            return None
        below = path[len(self.root) :]
        return below if below in self.added else None

    def _added_in(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what comes into a folder, found among the sorted paths when it is first asked for."""
        names = self._names.get(folder)
        if names is None:
            names = self._names[folder] = {}
            prefix, paths = f"{folder.rstrip('/')}/", self._paths
            if self.root.startswith(prefix) and self.root != prefix and paths:
                names[self.root[len(prefix) :].partition("/")[0]] = _FOLDER
            if not prefix.startswith(self.root):
                return names
            prefix = prefix[len(self.root) :]
            at = bisect_left(paths, prefix)
            while at < len(paths) and paths[at].startswith(prefix):
                name, below, _ = paths[at][len(prefix) :].partition("/")
                names.setdefault(name, _FOLDER if below else _FILE)
                at = bisect_left(paths, f"{prefix}{name}{_BEHIND_SLASH}", at) if below else at + 1
        return names

    def added_text(self, path: str) -> str | None:
        """Return the text that is added at a path, None when none is."""
        below = self._added_at(path)
        return None if below is None else self.added[below]

    def text(self, path: str) -> str | None:
        """Return the text of a file, or None."""
        below = self._added_at(path)
        if below is not None:
            return self.added[below]
        return None if path in self.gone else self.base.text(path)

    def entries(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what is in a folder."""
        there = self.base.entries(folder)
        more, less = self._added_in(folder), self._lacking.get(folder)
        if not more and not less:
            return there
        kept = {name: entry for name, entry in there.items() if not less or name not in less}
        for name, entry in more.items():
            if not (name in kept and entry.is_folder):
                kept[name] = entry
        return kept

    def real(self, path: str) -> str:
        """Return the path with links followed; what is not there yet is no link."""
        return path if self._added_at(path) is not None else self.base.real(path)
