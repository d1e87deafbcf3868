"""Ending what a client leaves running when it ends: a daemon in a session of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conformance.room import Room


@contextmanager
def nothing_left_behind(room: Room) -> Iterator[None]:
    """End all that still runs with the room's home as its HOME when the block is left. Only Linux tells of it."""
    try:
        yield
    finally:
        for process in _running_at(room.home):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def _running_at(home: Path) -> Iterator[int]:
    mine = f"HOME={home}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mine in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)
