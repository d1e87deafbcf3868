"""Whether the folders that should be watched really are: the kernel says which it watches for us."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

_WATCH = re.compile(rb"^inotify wd:\S+ ino:([0-9a-f]+) ", re.MULTILINE)


def watched_inodes() -> list[int] | None:
    """Return the inodes that this process watches by inotify; None where the system does not tell."""
    try:
        descriptors = os.listdir("/proc/self/fd")
    except OSError:
        return None
    inodes: list[int] = []
    for descriptor in descriptors:
        try:
            if "inotify" in os.readlink(f"/proc/self/fd/{descriptor}"):
                with open(f"/proc/self/fdinfo/{descriptor}", "rb") as file:
                    inodes += [int(found, 16) for found in _WATCH.findall(file.read())]
        except OSError:
            continue
    return inodes


def uncovered(folders: Iterable[str]) -> list[str]:
    """Return the folders that exist and that nobody watches, as far as the system tells.

    Some file systems number their folders differently inside the kernel: if not one folder is found by its number,
    only how many there are is compared.
    """
    inodes = watched_inodes()
    there = {folder: inode for folder in folders if (inode := inode_of(folder)) is not None}
    if inodes is None or not there:
        return []
    known = set(inodes)
    missing = [folder for folder, inode in there.items() if inode not in known]
    if len(missing) == len(there) and len(inodes) >= len(there):
        return []
    return missing


def inode_of(folder: str) -> int | None:
    """Return the number of a folder in its file system; None when it is not there."""
    try:
        return os.stat(folder).st_ino
    except OSError:
        return None
