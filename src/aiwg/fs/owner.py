"""As root in somebody else's folder: what is new there belongs to whoever owns the folder."""

from __future__ import annotations

import errno
import os

_NO_OWNERS = (errno.EPERM, errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
"""What a file system answers that knows no owners, or not this one."""

Owner = tuple[int, int]
"""The numbers of a user and of a group."""


def owner_of(info: os.stat_result) -> Owner:
    """Return whose something is."""
    return info.st_uid, info.st_gid


def root_as_owner() -> Owner | None:
    """Return whose the files are that this process makes, None when it is not root: then it can give none away."""
    return (0, os.getegid()) if os.geteuid() == 0 else None


def chown_like(descriptor: int, owner: Owner) -> None:
    """As root, give an open file to the owner of something else, where the file system knows owners."""
    if os.geteuid() == 0 and owner_of(os.fstat(descriptor)) != owner:
        try:
            os.fchown(descriptor, *owner)
        except OSError as error:
            if error.errno not in _NO_OWNERS:
                raise


def give_to_folders_owner(name: str, folder: int) -> None:
    """As root, give what is called `name` in an open folder to whoever owns the folder. No link is followed."""
    if os.geteuid() == 0 and owner_of(os.lstat(name, dir_fd=folder)) != owner_of(os.fstat(folder)):
        try:
            os.chown(name, *owner_of(os.fstat(folder)), dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_OWNERS:
                raise
