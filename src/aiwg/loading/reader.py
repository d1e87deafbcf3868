"""The one way in which the disk is looked at, so that a tree in memory does as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class FileEntry(NamedTuple):
    """What a name in a folder stands for, links followed."""

    is_folder: bool
    is_link: bool = False


class TreeReader(Protocol):
    """Looks at absolute POSIX paths and changes nothing. What cannot be read counts as not there."""

    def text(self, path: str) -> str | None:
        """Return the text of a file, links followed, or None."""

    def entries(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what is in a folder by name; nothing when it is none."""

    def real(self, path: str) -> str:
        """Return the path with all links resolved."""
