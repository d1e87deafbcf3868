"""Reading a source that is held in memory, with the same limits and the same words as one on the disk."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from aiwg.artifact.ids import check_name
from aiwg.core.errors import Exit
from aiwg.source.reader import MAX_BYTES, SourceFile, SourceReader, is_clutter
from aiwg.source.tree_file import TreeFile


class TreeSourceReader(SourceReader):
    """Reads the files of a tree by their POSIX paths. `shown_root` is how messages name the tree."""

    def __init__(self, files: Mapping[str, TreeFile], shown_root: str) -> None:
        super().__init__(Path(os.devnull), shown_root)
        self._files = files
        self._names = names_by_folder(files)

    def _list(self, folder: str, wanted: Container[str] | None) -> list[tuple[str, bool]]:
        if self._too_deep(folder):
            return []
        found = []
        for name, is_folder in sorted(self._names.get(folder, {}).items()):
            if (wanted is not None and name not in wanted) or is_clutter(name):
                continue
            if self._too_many():
                break
            if self._is_usable(f"{folder}/{name}" if folder else name, name):
                found.append((name, is_folder))
        return found

    def _is_usable(self, path: str, name: str) -> bool:
        bad = check_name(name)
        if bad is not None:
            self.error(path, "bad-name", f"the name {bad.reason}", "rename it", bad.exit)
        return bad is None

    def _read(self, path: str) -> SourceFile | None:
        file = self._files.get(path)
        if file is None:
            self.error(path, "unreadable", "cannot be read", exit=Exit.IO)
            return None
        if len(file.data) > MAX_BYTES:
            self.error(path, "too-large", f"is larger than {MAX_BYTES // 1024 // 1024} MiB", "leave it out")
            return None
        return None if self._too_much(len(file.data)) else SourceFile(path, file.data, file.executable)


def names_by_folder(paths: Iterable[str]) -> dict[str, dict[str, bool]]:
    """Return by folder the names in it, each with whether it is a folder; the root is the empty text."""
    found: dict[str, dict[str, bool]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, {})[name] = False
        while folder:
            parent, _, name = folder.rpartition("/")
            known = found.setdefault(parent, {})
            if known.get(name):
                break
            known[name] = True
            folder = parent
    return found
