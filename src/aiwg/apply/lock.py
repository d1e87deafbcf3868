"""One writer per project at a time: a lock that dies with its process and names its holder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiwg.apply.synced import make_folders
from aiwg.errors import Exit, UserError
from aiwg.ownership import give

WAIT_SECONDS = 2.0


@contextmanager
def locked(path: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock file at `path`; wait up to `wait` seconds for it.

    Raises UserError (locked), naming the process that holds it.
    """
    deadline = time.monotonic() + wait
    while (descriptor := _taken(path, time.monotonic() >= deadline)) is None:
        time.sleep(0.05)
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _taken(path: Path, last: bool) -> int | None:
    """Return the descriptor of the lock file once it is ours, None while it is another's; `last` raises instead."""
    import fcntl

    try:
        make_folders(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not last:
            return None  # its last holder took the folder away just now
        raise UserError(
            f"{path.parent} cannot be written: {error.strerror}.",
            exit=Exit.IO,
            hint="Nothing was changed. Make room, or see that you may write there, then run again.",
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_current(descriptor, path):
            give(descriptor, path.parent.stat())
            return descriptor
    except BlockingIOError:
        if last:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise UserError(
                f"another aiwg (process {holder or 'unknown'}) is writing here.",
                exit=Exit.LOCKED,
                hint="Wait for it to end, then run again.",
            ) from None
    except OSError as error:
        os.close(descriptor)
        path.unlink(missing_ok=True)
        raise UserError(
            f"{path} cannot be locked: {error.strerror}.",
            exit=Exit.LOCKED,
            hint="Its file system has no locks, so two runs could collide: work in a copy on a local disk.",
        ) from None
    os.close(descriptor)
    return None


def _is_current(descriptor: int, path: Path) -> bool:
    """Say whether the locked file is still the one at `path`: its holder may have removed it."""
    try:
        here, there = os.fstat(descriptor), path.stat()
    except FileNotFoundError:
        return False
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)
