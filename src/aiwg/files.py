"""Reading one file of which nobody knows what it is."""

from __future__ import annotations

import errno
import os
import stat


def read_whole(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a regular file, or of one that a link leads to; never wait for a pipe.

    Raises OSError, also for anything that is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", os.fspath(path))
        with open(descriptor, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(descriptor)
