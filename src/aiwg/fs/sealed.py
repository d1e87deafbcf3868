"""Where aiwg keeps what belongs to one user on one machine, of one project: backups, undo, and the last run.

The folder's name, and a seal in each file, are made with a secret of the machine, so nothing that a clone brings along
is taken for it. This module is imported before everything else, and imports next to nothing.
"""

from __future__ import annotations

import os
import stat
import sys

TYPE_CHECKING = False  # typing itself costs more to import than this module
if TYPE_CHECKING:
    from _blake2 import blake2b
    from collections.abc import Callable

SECRET, PROJECTS = "secret", "projects"
PLACE = "place"
"""The file in a folder of the state with the path of the project, or of the home, that the folder belongs to."""

ANSWERS = "answers"
"""The folder of the cache with what commands said."""

SECRET_BYTES = 32
NAME_BYTES, SEAL_BYTES = 8, 16


def state_folder() -> str | None:
    """Return the folder of all that aiwg keeps for this user, None without a usable home. It may be missing."""
    linux = sys.platform == "linux"
    base = os.environ.get("XDG_STATE_HOME", "").strip() if linux else ""
    if os.path.isabs(base):
        return os.path.join(base, "aiwg")
    home = os.environ.get("USERPROFILE" if sys.platform == "win32" else "HOME", "")
    if not os.path.isabs(home) or not os.path.isdir(home):
        return None
    if linux:
        return os.path.join(home, ".local", "state", "aiwg")
    from platformdirs import user_state_path

    return str(user_state_path("aiwg", appauthor=False))


def cache_folder() -> str | None:
    """Return the folder of all that can be made again, None without a usable home. It may be missing."""
    linux = sys.platform == "linux"
    base = os.environ.get("XDG_CACHE_HOME", "").strip() if linux else ""
    if base:
        return os.path.join(os.path.expanduser(base), "aiwg")
    home = os.environ.get("HOME", "")
    if linux and os.path.isabs(home):
        return os.path.join(home, ".cache", "aiwg")
    from platformdirs import user_cache_path

    return str(user_cache_path("aiwg", appauthor=False)) if state_folder() else None


def read_secret(folder: str) -> bytes | None:
    """Return the secret of this machine that lies in the state folder, None when there is none to be used."""
    try:
        return _read_own(os.path.join(folder, SECRET), SECRET_BYTES + 1, _is_secret)
    except OSError:
        return None


def _is_secret(info: os.stat_result) -> bool:
    """Say whether a file can hold the secret: a plain one of a fit size that nobody else may read or write."""
    owner = os.geteuid()
    return info.st_size == SECRET_BYTES and not info.st_mode & 0o077 and (owner == 0 or info.st_uid == owner)


def folder_for(place: str, secret: bytes, base: str) -> str:
    """Return the folder below the state folder that belongs to a project or a home, given by its real path."""
    return os.path.join(base, PROJECTS, _keyed(secret, b"folder", place, b"", NAME_BYTES))


def keyed_name(text: str, secret: bytes) -> str:
    """Return a name that stands for a text, and tells nothing of it to whoever has not the secret."""
    return _keyed(secret, b"name", text, b"", SEAL_BYTES)


def sealed(data: bytes, what: str, place: str, secret: bytes) -> bytes:
    """Return data with a seal before it that holds for one sort of file of one place."""
    return _keyed(secret, what.encode(), place, data, SEAL_BYTES).encode() + b"\n" + data


def read_sealed(file: str, what: str, place: str, secret: bytes) -> bytes | None:
    """Return the data of a sealed file, None when its seal does not hold. Raises OSError when it cannot be read."""
    whole = _read_own(file, None, lambda info: True)
    if whole is None:
        return None
    data = whole[Sealing.room :]
    return data if whole.startswith(_keyed(secret, what.encode(), place, data, SEAL_BYTES).encode() + b"\n") else None


def read_kept(place: str, name: str, what: str) -> bytes | None:
    """Return the data of a sealed file that this user's last run in a place, a real path, has kept; None without one.

    Raises OSError when it cannot be read.
    """
    base = state_folder()
    secret = read_secret(base) if base else None
    if base is None or secret is None:
        return None
    return read_sealed(os.path.join(folder_for(place, secret, base), name), what, place, secret)


class Sealing:
    """Makes the seal of data that comes in blocks. `room` are the bytes that it takes up before the data."""

    room = 2 * SEAL_BYTES + 1

    def __init__(self, what: str, place: str, secret: bytes) -> None:
        self._made = _begun(secret, what.encode(), place, SEAL_BYTES)

    def add(self, block: bytes) -> None:
        """Take the next block of the data."""
        self._made.update(block)

    def line(self) -> bytes:
        """Return the seal of all blocks, as it stands before them."""
        return self._made.hexdigest().encode() + b"\n"


def _begun(secret: bytes, what: bytes, place: str, size: int) -> blake2b:
    from _blake2 import blake2b  # hashlib would load OpenSSL, which takes longer than all else here

    made = blake2b(key=secret, digest_size=size, person=what)
    made.update(os.fsencode(place) + b"\0")
    return made


def _keyed(secret: bytes, what: bytes, place: str, data: bytes, size: int) -> str:
    made = _begun(secret, what, place, size)
    made.update(data)
    return made.hexdigest()


def _read_own(file: str, most: int | None, fits: Callable[[os.stat_result], bool]) -> bytes | None:
    """Return the bytes of a plain file, None when it is another sort of thing or does not fit. Raises OSError."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode) or not fits(info):
            return None
        # One read: where it gives less than all of a file, no seal holds for that.
        return os.read(descriptor, info.st_size if most is None else most)
    finally:
        os.close(descriptor)
