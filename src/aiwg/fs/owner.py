"""As root in somebody else's folder: what is new there belongs to whoever owns the folder."""

from __future__ import annotations

import errno
import os

_NO_OWNERS = (errno.EPERM, errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
"""What a file system answers that knows no owners, or not this one."""


def chown_like(descriptor: int, owner: os.stat_result) -> None:
    """As root, give an open file to the owner of something else, where the file system knows owners."""
    if os.geteuid() == 0 and _owner(os.fstat(descriptor)) != _owner(owner):
        try:
            os.fchown(descriptor, *_owner(owner))
        except OSError as error:
            if error.errno not in _NO_OWNERS:
                raise


def chown_like_folder(descriptor: int, folder: os.stat_result) -> None:
    """As root, give a file that was just made in a folder to the folder's owner."""
    # what this process makes is its own already; asking the system for each of thousands of files takes long
    if os.geteuid() == 0 and _owner(folder) != (0, os.getegid()):
        chown_like(descriptor, folder)


def give_to_folders_owner(name: str, folder: int) -> None:
    """As root, give what is called `name` in an open folder to whoever owns the folder. No link is followed."""
    if os.geteuid() == 0 and _owner(os.lstat(name, dir_fd=folder)) != _owner(os.fstat(folder)):
        try:
            os.chown(name, *_owner(os.fstat(folder)), dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_OWNERS:
                raise


def _owner(info: os.stat_result) -> tuple[int, int]:
    return info.st_uid, info.st_gid
