"""What one user keeps of places: of which project or home each folder is, and whether that place is still there.

A folder says its place in a file. It is believed where the folder's own name, made from the place with the secret of
this machine, agrees; a folder of an older aiwg says none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from aiwg.core.dataclass import dataclass
from aiwg.core.read import read_whole
from aiwg.fs import sealed

IN_USE, GONE, UNMOUNTED, BACKED_UP, UNKNOWN = "in-use", "gone", "unmounted", "backups", "unknown"
"""The place is there; it is gone; its disk may not be mounted; it is gone, and backups of its files are kept; a folder
that does not say its place."""

MOST_BYTES = 4096
BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A folder of the user's state, its place ("" where it says none), what became of it, its bytes and last change.

    `used` is in seconds since 1970.
    """

    folder: str
    place: str
    state: str
    size: int
    used: float

    @property
    def has_backups(self) -> bool:
        """Say whether backups of files are in it."""
        return os.path.lexists(os.path.join(self.folder, BACKUPS))


def kept_places() -> Iterator[KeptPlace]:
    """Yield each folder that this user keeps of a place, by name; none without a usable home folder."""
    base = sealed.state_folder()
    secret = sealed.read_secret(base) if base else None
    if base is None or secret is None:
        return
    folder = os.path.join(base, sealed.PROJECTS)
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        full = os.path.join(folder, name)
        if not name.startswith(".") and os.path.isdir(full) and not os.path.islink(full):
            place = _place_of(full, secret, base)
            yield KeptPlace(full, place, _state_of(full, place), *_size_and_time(full))


def _place_of(folder: str, secret: bytes, base: str) -> str:
    try:
        data = read_whole(os.path.join(folder, sealed.PLACE))
    except OSError:
        return ""
    place = os.fsdecode(data) if len(data) <= MOST_BYTES else ""
    return place if place and sealed.folder_for(place, secret, base) == folder else ""


def _state_of(folder: str, place: str) -> str:
    """Return what became of a place. Below an empty or missing folder a disk may be mounted at another time."""
    if not place:
        return UNKNOWN
    if os.path.lexists(place):
        return IN_USE
    try:
        is_mounted = bool(os.listdir(os.path.dirname(place)))
    except OSError:
        is_mounted = False
    if not is_mounted:
        return UNMOUNTED
    return BACKED_UP if os.path.lexists(os.path.join(folder, BACKUPS)) else GONE


def _size_and_time(folder: str) -> tuple[int, float]:
    size, used = 0, 0.0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                info = os.lstat(os.path.join(parent, name))
            except OSError:
                continue
            size, used = size + info.st_size, max(used, info.st_mtime)
    return size, used
