"""Owner, extended attributes and access lists: a file that is replaced keeps them."""

from __future__ import annotations

import errno
import os

from aiwg.fs.owner import chown_like, owner_of

_NO_ATTRIBUTES = (errno.ENOTSUP, errno.EPERM, errno.ENODATA, errno.EACCES)


def copy_metadata(descriptor: int, folder: int, name: str) -> None:
    """Give an open file the owner and the extended attributes of the file `name` that it will replace."""
    try:
        # O_NONBLOCK: opening a pipe that somebody put there would wait for a writer for ever
        old = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        chown_like(descriptor, owner_of(os.fstat(folder)))
        return
    try:
        chown_like(descriptor, owner_of(os.fstat(old)))
        _copy_attributes(old, descriptor)
    finally:
        os.close(old)


def _copy_attributes(old: int, new: int) -> None:
    """Copy extended attributes and access lists, each on its own: some are the system's and cannot be set."""
    if not hasattr(os, "listxattr"):
        return
    for key in _attributes(old):
        try:
            os.setxattr(new, key, os.getxattr(old, key))
        except OSError as error:
            if error.errno not in _NO_ATTRIBUTES:
                raise


def _attributes(descriptor: int) -> list[str]:
    try:
        return os.listxattr(descriptor)
    except OSError as error:
        if error.errno not in _NO_ATTRIBUTES:
            raise
        return []
