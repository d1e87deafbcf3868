"""A tree of files with its paths in order, so that those of a folder are found without a look at all others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from aiwg.source.tree_file import TreeFile

_BEHIND_ALL = chr(0x10FFFF)


class HeldTree:
    """The files of a tree by their POSIX paths. A file that cannot be read is not there."""

    def __init__(self, files: Mapping[str, TreeFile]) -> None:
        self.files = files
        self.paths = sorted(files)

    def __contains__(self, path: str) -> bool:
        """Say whether a file is listed."""
        return path in self.files

    def get(self, path: str) -> TreeFile | None:
        """Return a file, None for one that is not there."""
        return self.files.get(path)

    def below(self, folder: str) -> Sequence[str]:
        """Return the paths below a folder, which ends in a slash, in order; all of them for an empty one."""
        if not folder:
            return self.paths
        return self.paths[bisect_left(self.paths, folder) : bisect_left(self.paths, folder + _BEHIND_ALL)]

    def inside(self, folder: str) -> list[str]:
        """Return the paths below a folder as they begin there."""
        return [path[len(folder) :] for path in self.below(folder)]
