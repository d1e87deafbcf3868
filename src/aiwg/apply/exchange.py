"""Renames that cannot lose what somebody saved a moment ago: into an empty place only, or two files changing places.

Python has neither; the C library does, on Linux. Where it or the file system lacks them,
`ExchangeUnavailableError` is raised, and the writer looks first and renames then.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable

NOREPLACE, EXCHANGE = 1, 2
"""The flags of renameat2, from linux/fs.h."""

# EPERM: some network and container file systems refuse the call where they lack it, not where you lack a right
_LACKING = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)


class ExchangeUnavailableError(Exception):
    """This system or this file system has no such rename."""


def rename_into_nothing(folder: int, old: str, new: str) -> None:
    """Rename within a folder.

    Raises FileExistsError when anything stands at `new`, ExchangeUnavailableError, or OSError.
    """
    renameat2(folder, old, new, NOREPLACE)


def exchange(folder: int, one: str, other: str) -> None:
    """Let two files of a folder change places, with no instant between. Raises ExchangeUnavailableError or OSError."""
    renameat2(folder, one, other, EXCHANGE)


def renameat2(folder: int, old: str, new: str, flags: int) -> None:
    """Call the system's renameat2 within one folder. Raises ExchangeUnavailableError or OSError."""
    call = _from_the_c_library()
    if call is None:
        raise ExchangeUnavailableError
    if call(folder, os.fsencode(old), folder, os.fsencode(new), flags) == 0:
        return
    import ctypes

    number = ctypes.get_errno()
    if number in _LACKING:
        raise ExchangeUnavailableError
    raise OSError(number, os.strerror(number), old, None, new)


@functools.cache
def _from_the_c_library() -> Callable[..., int] | None:
    """Return the C library's renameat2, or None where there is none."""
    if sys.platform != "linux":
        return None
    import ctypes

    found = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if found is None:
        return None
    # no argument types: ctypes passes int and bytes as they are wanted, and to check each takes as long as the call
    call: Callable[..., int] = found
    return call
