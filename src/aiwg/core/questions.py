"""Questions to the system whose answers no stamp of a file tells. They are asked anew before a kept answer is said."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    SystemAnswer = bool | int | str | None

LITTLE_BYTES = 50 * 1024 * 1024
FEW_FILES = 1000
"""Less room than this on a file system is told."""


def is_locked(folder: str) -> bool:
    """Say whether a process holds the lock of a folder. One that cannot be opened or locked counts as free."""
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def is_full(folder: str) -> bool | None:
    """Say whether a file system has hardly any room, or hardly a file, left; None when it does not report it."""
    try:
        info = os.statvfs(folder)
    except OSError:
        return None
    has_little = info.f_bavail * info.f_frsize < LITTLE_BYTES and info.f_blocks
    return bool(has_little or (info.f_files and info.f_favail < FEW_FILES))


def read_setting(file: str) -> str | None:
    """Return the text of a setting of the system, a file without times of its own; None when it cannot be read."""
    try:
        with open(file, encoding="ascii") as stream:
            return stream.read()
    except (OSError, ValueError):
        return None


def may(path: str, mode: str) -> bool:
    """Say whether this process may do something with a file, as `os.access` does; a disk may be made read-only."""
    return os.access(path, int(mode))


def leads_to(path: str) -> int:
    """Return the kind of file that a path leads to, as `stat.S_IFMT` does; below 0 is the error, where it does not."""
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except OSError as error:
        return -(error.errno or errno.EIO)


def names_in(folder: str) -> str:
    """Return what stands for the names in a folder and the kind of each, links not followed. Raises OSError."""
    from _blake2 import blake2b

    with os.scandir(folder) as scan:
        names = sorted((entry.name, entry.is_symlink(), entry.is_dir(follow_symlinks=False)) for entry in scan)
    return blake2b(repr(names).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


QUESTIONS: dict[str, Callable[..., SystemAnswer]] = {
    "leads_to": leads_to,
    "is_locked": is_locked,
    "is_full": is_full,
    "read_setting": read_setting,
    "may": may,
}
