"""Making all that was written to a file system durable by one call, where the system has it and reports its errors."""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable

_LACKING = (errno.ENOSYS, errno.EPERM, errno.ENOTSUP, errno.EINVAL)

REPORTS_ERRORS = (5, 8)
"""The first Linux whose syncfs reports that earlier writes failed: syncfs(2), "ERRORS"."""


class FileSystemSyncUnavailableError(Exception):
    """This system has no such call, or one that hides errors."""


def sync_file_system(descriptor: int) -> None:
    """Make everything durable that was written to the file system of an open folder.

    The call reports errors since the descriptor was opened, so open it before you write.

    Raises FileSystemSyncUnavailableError, or OSError when something could not be written.
    """
    call = _from_the_c_library()
    if call is None:
        raise FileSystemSyncUnavailableError
    if call(descriptor) == 0:
        return
    import ctypes

    number = ctypes.get_errno()
    if number in _LACKING:
        raise FileSystemSyncUnavailableError
    raise OSError(number, os.strerror(number))


@functools.cache
def _from_the_c_library() -> Callable[..., int] | None:
    """Return the C library's syncfs, or None where there is none that reports errors."""
    if sys.platform != "linux" or _linux_version() < REPORTS_ERRORS:
        return None
    import ctypes

    found = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if found is None:
        return None
    found.argtypes = (ctypes.c_int,)
    found.restype = ctypes.c_int
    call: Callable[..., int] = found
    return call


def _linux_version() -> tuple[int, int]:
    major, minor = (*os.uname().release.replace("-", ".").split("."), "", "")[:2]  # as in 6.1.0-18-amd64
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else (0, 0)
