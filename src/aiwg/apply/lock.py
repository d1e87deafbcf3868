"""One writer per project at a time: a lock on its very folder, which dies with its process and needs no file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiwg.core.errors import Exit, UserError

WAIT_SECONDS = 2.0


@contextmanager
def locked(folder: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock of a folder that is there; wait up to `wait` seconds for it.

    Raises UserError (locked), naming the process that holds it where the system says which.
    """
    deadline = time.monotonic() + wait
    while (descriptor := _taken(folder, time.monotonic() >= deadline)) is None:
        time.sleep(0.05)
    try:
        yield
    finally:
        os.close(descriptor)


def _taken(folder: Path, last: bool) -> int | None:
    """Return the descriptor of the folder once it is locked, None while it is another's; `last` raises instead."""
    import fcntl

    try:
        # the folder itself: a lock file would dirty a fresh clone, and could be committed
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise UserError(
            f"{folder} cannot be opened: {error.strerror}.",
            exit=Exit.IO,
            hint="aiwg changed no file. Make sure that you may read and write there, then run again.",
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_current(descriptor, folder):  # a lock on a folder that was replaced would keep nobody out
            return descriptor
    except BlockingIOError:
        if last:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise UserError(
                f"another aiwg (process {holder or 'unknown'}) is writing here.",
                exit=Exit.LOCKED,
                hint="Wait for it to end, then run again.",
            ) from None
    except OSError as error:
        os.close(descriptor)
        raise UserError(
            f"{folder} cannot be locked: {error.strerror}.",
            exit=Exit.LOCKED,
            hint="Its file system has no locks, so two runs could collide. Use a copy on a local disk.",
        ) from None
    os.close(descriptor)
    return None


def _is_current(descriptor: int, folder: Path) -> bool:
    """Say whether the locked folder is still the one at its path: somebody may have put another there."""
    try:
        here, there = os.fstat(descriptor), folder.stat()
    except FileNotFoundError:
        return False
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def holder_of(folder: Path) -> str:
    """Return the process that holds the lock of a folder, `unknown` when the system does not say, else nothing."""
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(descriptor) or "unknown"
    except OSError:
        return ""
    finally:
        os.close(descriptor)
    return ""


def _holder(descriptor: int) -> str:
    """Return the process that holds the lock of an open file, as Linux lists it, or nothing (proc_locks(5))."""
    info = os.fstat(descriptor)
    wanted = f"{os.major(info.st_dev):02x}:{os.minor(info.st_dev):02x}:{info.st_ino}"
    try:
        with open("/proc/locks", encoding="ascii") as stream:
            rows = [line.split() for line in stream]
    except (OSError, UnicodeDecodeError):
        return ""
    found = next((row[4] for row in rows if len(row) > 5 and row[5] == wanted), "")
    return found if found.isdigit() and found != "0" else ""  # no real one where the holder is in another container
