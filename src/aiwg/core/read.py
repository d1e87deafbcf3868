"""Reading one file: one of which nobody knows what it is, or one that is open and known to be a regular file."""

from __future__ import annotations

import errno
import os
import stat

_MANY = 1024 * 1024


def read_whole(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a regular file, or of one that a link leads to; never wait for a pipe.

    Raises OSError, also for anything that is no regular file.
    """
    return _read_and_close(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), path)


def _read_and_close(descriptor: int, path: str | os.PathLike[str]) -> bytes:
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", os.fspath(path))
        data = os.read(descriptor, info.st_size + 1)
        if len(data) == info.st_size > 0:  # as long as it was said to be: that is all of it
            return data
        return b"".join((data, *iter(lambda: os.read(descriptor, _MANY), b"")))
    finally:
        os.close(descriptor)


def read_regular(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a regular file; never wait for a pipe, never follow a link.

    Raises OSError, also for anything that is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    return _read_and_close(descriptor, path)


def read_up_to(descriptor: int, most: int, size: int | None = None) -> bytes:
    """Return the bytes of an open regular file, and no more than `most` of them; `size` is what it was said to have.

    The room is taken by the file's size, and not by the bound: many small files are read with a large one.

    Raises OSError.
    """
    wanted = min(os.fstat(descriptor).st_size if size is None else size, most)
    data = os.read(descriptor, min(wanted + 1, most))
    if len(data) == wanted:  # as long as it was said to be: that is all of it
        return data
    parts = [data]
    while parts[-1] and (left := most - sum(map(len, parts))):
        parts.append(os.read(descriptor, min(left, 1024 * 1024)))
    return b"".join(parts)
