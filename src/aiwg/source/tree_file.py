"""A file of a tree that is held in memory, wherever it came from: a folder, a commit, an archive."""

from __future__ import annotations

from aiwg.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TreeFile:
    """The bytes of a regular file and whether it may be run. Links and special files are in no tree."""

    data: bytes
    executable: bool = False
