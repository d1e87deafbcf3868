"""The stamp of a file: what changes with it, and how young one may be to be trusted.

The no-op cache imports this before everything else: nothing is imported here that it does not need.
"""

from __future__ import annotations

from _operator import attrgetter  # operator itself takes longer to import than most of this takes to run

GRAIN_NS = 20_000_000
"""Some file systems stamp files with a clock that ticks every 10 milliseconds; twice that is safe."""

SECOND_NS = 1_000_000_000

TYPE_CHECKING = False  # typing itself costs more to import than the no-op cache takes to run
if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    Stamp = tuple[int, int, int, int, int]
    Seen = int | tuple[int, ...]
    """What was seen at a path: an error number, a stamp, or the identity of a folder that was not listed."""

# Not a function of our own: a run with nothing to do asks for the stamps of thousands of files.
stamp: Callable[[os.stat_result], Stamp] = attrgetter("st_mtime_ns", "st_ctime_ns", "st_size", "st_ino", "st_mode")
"""Returns what changes with a file: its times in nanoseconds, its size, inode and mode."""

identity: Callable[[os.stat_result], tuple[int, int, int]] = attrgetter("st_ino", "st_mode", "st_uid")
"""Returns what tells a folder from another; its times change with every file in it, too."""
