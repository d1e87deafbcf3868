"""Telling a source that is gone from one that has become empty: the first takes nothing away with it."""

from __future__ import annotations

import os
from collections.abc import Iterable

from aiwg.core.dataclass import dataclass, field
from aiwg.source.load import PARTS

Identity = tuple[int, int]


@dataclass(slots=True)
class RootGuard:
    """Knows the folders that were there; one that is not, or that another file system took the place of, is gone."""

    _known: dict[str, Identity] = field(default_factory=dict)

    def know(self, folders: Iterable[str]) -> None:
        """Remember how the folders are now, and no others; one that is gone by now is remembered as it was.

        A folder may go at any moment, and the next look at what is missing has to find it.
        """
        now = {folder: self._latest(folder) for folder in folders}
        self._known = {folder: found for folder, found in now.items() if found is not None}

    def _latest(self, folder: str) -> Identity | None:
        known = self._known.get(folder)
        return _identity(folder) if known is None or _is_there(folder, known) else known

    def missing(self) -> list[str]:
        """Return the folders that are gone.

        One that was made anew counts as there once it holds a part of a source: before, it is about to be filled.
        """
        return [folder for folder, known in self._known.items() if not _is_there(folder, known)]

    def changed(self) -> bool:
        """Say whether a folder is not the very one that it was."""
        return any(_identity(folder) != known for folder, known in self._known.items())


def _identity(folder: str) -> Identity | None:
    """Return the file system and number of a folder."""
    try:
        info = os.stat(folder)
    except OSError:
        return None
    return (info.st_dev, info.st_ino) if os.path.isdir(folder) else None


def _is_there(folder: str, known: Identity) -> bool:
    now = _identity(folder)
    if now is None or now[0] != known[0]:
        return False
    return now == known or any(os.path.exists(os.path.join(folder, part)) for part in PARTS)
