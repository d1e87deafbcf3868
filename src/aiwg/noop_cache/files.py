"""Writing what only saves time: whole, readable for nobody else, and never a reason to fail."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

TEMPORARY = ".aiwg-{}.tmp"


def replace_file(file: str, data: bytes) -> None:
    """Replace a file of this user's, if that can be done. Its folder is there."""

    def fill(descriptor: int) -> None:
        with open(descriptor, "wb", closefd=False) as stream:
            stream.write(data)

    replace_filled(file, fill)


def replace_filled(file: str, fill: Callable[[int], None]) -> None:
    """Replace a file like this by one that `fill` writes: it gets the descriptor of the open new file."""
    temporary = os.path.join(os.path.dirname(file), TEMPORARY.format(os.getpid()))
    try:
        forget(temporary)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fill(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, file)
    except OSError:
        forget(temporary)


def forget(file: str) -> None:
    """Delete a file if it is there and can be deleted."""
    try:
        os.unlink(file)
    except OSError:
        return


def keep_newest(folder: str, most: int, most_bytes: int) -> None:
    """Delete the oldest files of a folder until so many, and so many bytes, are left. Raises OSError."""
    room = most_bytes
    for number, (_, size, file) in enumerate(sorted(_by_age(folder), reverse=True)):
        room -= size
        if number >= most or room < 0:
            forget(file)


def _by_age(folder: str) -> Iterator[tuple[int, int, str]]:
    for name in os.listdir(folder):
        file = os.path.join(folder, name)
        info = os.lstat(file)
        yield info.st_mtime_ns, info.st_size, file
