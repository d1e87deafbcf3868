"""Writing the search index of a project into the user's cache: whole, and readable for nobody else."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from aiwg.apply.durable import TEMPORARY, make_folders, remove_quietly, temporary_name, write_all

INDEXES: Final = "find"
"""The folder of the cache that holds them."""

UNUSED_SECONDS: Final = 90 * 86_400.0
"""After so long without a change, the index of another project goes: it is made again when it is needed."""

SECONDS_WRITING: Final = 3600.0
"""A temporary file that is older belongs to a run that was cut off."""


def write_index(file: Path, data: bytes) -> None:
    """Replace an index, if that can be done: it only saves time. Old ones of other projects are removed."""
    temporary = file.parent / temporary_name()
    try:
        make_folders(file.parent, 0o700)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(temporary, flags, 0o600)
        try:
            write_all(descriptor, data)
        finally:
            os.close(descriptor)
        os.replace(temporary, file)  # not synced: an index that a power cut damages has no valid seal
        remove_indexes(file.parent, UNUSED_SECONDS)
    except OSError:
        remove_quietly(temporary)


def remove_indexes(folder: Path, older_than: float) -> None:
    """Remove the indexes that were not written for so many seconds, and what runs that were cut off left."""
    now = time.time()
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            age = now - entry.stat(follow_symlinks=False).st_mtime
            if age >= (min(older_than, SECONDS_WRITING) if TEMPORARY.match(entry.name) else older_than):
                remove_quietly(Path(entry.path))
