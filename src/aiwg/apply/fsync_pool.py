"""Syncing many files at once, where a file system has no call for all of them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

BATCH = 16
"""How many descriptors are handed over together: fewer are synced at the end, without a thread."""

WORKERS = 8
"""More threads were not faster on the disks tried (ext4 on SSD: 4 to 16 alike, 32 slower)."""


class FsyncPool:
    """Takes descriptors, makes what was written to them durable, and closes them. At most `limit` are open."""

    def __init__(self, limit: int) -> None:
        self._limit = max(limit, 1)
        self._waiting: list[int] = []
        self._under_way: deque[tuple[Future[None], int]] = deque()
        self._pool: ThreadPoolExecutor | None = None

    def add(self, descriptor: int) -> None:
        """Take a descriptor over. Raises OSError when an earlier one could not be synced."""
        self._waiting.append(descriptor)
        if len(self._waiting) >= min(BATCH, self._limit):
            self._hand_over()
        while sum(count for _, count in self._under_way) > self._limit - BATCH and self._under_way:
            self._under_way.popleft()[0].result()

    def finish(self) -> None:
        """Return when all is durable. Raises OSError when something is not; all are closed then, too."""
        waiting, self._waiting = self._waiting, []
        first: OSError | None = None
        try:
            _sync_and_close(waiting)
        except OSError as error:
            first = error
        while self._under_way:
            try:
                self._under_way.popleft()[0].result()
            except OSError as error:
                first = first or error
        if first:
            raise first

    def close(self) -> None:
        """Close what is still open, synced or not, and end the threads. Raises OSError when a close says so."""
        try:
            waiting, self._waiting = self._waiting, []
            close_all(waiting)
        finally:
            self._under_way.clear()
            if self._pool is not None:
                self._pool.shutdown()
                self._pool = None

    def _hand_over(self) -> None:
        if self._pool is None:
            from concurrent import futures

            self._pool = futures.ThreadPoolExecutor(WORKERS)
        batch, self._waiting = self._waiting, []
        self._under_way.append((self._pool.submit(_sync_and_close, batch), len(batch)))


def _sync_and_close(descriptors: Sequence[int]) -> None:
    try:
        for descriptor in descriptors:
            os.fsync(descriptor)
    finally:
        close_all(descriptors)


def close_all(descriptors: Sequence[int]) -> None:
    """Close descriptors; raise the first error only when all are closed, as a close can say that a write failed."""
    first: OSError | None = None
    for descriptor in descriptors:
        try:
            os.close(descriptor)
        except OSError as error:
            first = first or error
    if first:
        raise first
