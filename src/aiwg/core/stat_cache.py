"""What a process that plans again and again need not do again: values kept for one more round, files told by stamps.

A file that changed without changing its times, size and inode cannot be told by its stat. So what was read while its
last change was younger than the clock's grain is not kept, as git does it with its index.
"""

from __future__ import annotations

import os
import time

from aiwg.core.generics import Generic, TypeVar
from aiwg.core.stamps import GRAIN_NS, stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiwg.core.stamps import Stamp

Key = TypeVar("Key")
Value = TypeVar("Value")


class GenerationCache(Generic[Key, Value]):
    """Values by key, forgotten when a whole round did not ask for them: so a long life does not grow.

    One that does not keep is for a process that plans once: it stays empty, and costs nothing.
    """

    def __init__(self, keeps: bool = True) -> None:
        self.keeps = keeps
        self._now: dict[Key, Value] = {}
        self._before: dict[Key, Value] = {}

    def begin(self) -> None:
        """Begin a round: what the last one neither asked for nor put in is forgotten."""
        self._before, self._now = self._now, {}

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, or None."""
        found = self._now.get(key)
        if found is None and (found := self._before.get(key)) is not None:
            self._now[key] = found
        return found

    def put(self, key: Key, value: Value) -> None:
        """Keep a value."""
        if self.keeps:
            self._now[key] = value

    def drop(self, key: Key) -> None:
        """Forget a value."""
        self._now.pop(key, None)
        self._before.pop(key, None)

    def clear(self) -> None:
        """Forget all values."""
        self._now, self._before = {}, {}

    def of_this_round(self) -> Mapping[Key, Value]:
        """Return what this round asked for or put in."""
        return self._now

    def __len__(self) -> int:
        return len(self._now)


class StatCache(Generic[Value]):
    """Values made from files, by the path they were read from."""

    def __init__(self, keeps: bool = True) -> None:
        self.keeps = keeps
        self._known: GenerationCache[str, tuple[Stamp, Value]] = GenerationCache(keeps)

    def begin(self) -> None:
        """Begin a round, as in `GenerationCache`."""
        self._known.begin()

    def get(self, path: str, info: os.stat_result) -> Value | None:
        """Return the value that was made from a file, if the file is what it was then."""
        found = self._known.get(path) if self.keeps else None
        return found[1] if found is not None and found[0] == stamp(info) else None

    def keep(self, path: str, info: os.stat_result, value: Value) -> None:
        """Keep a value made from a file, unless the file may change within the same tick of the clock."""
        if self.keeps and time.time_ns() - max(info.st_mtime_ns, info.st_ctime_ns) > GRAIN_NS:
            self._known.put(path, (stamp(info), value))
        else:
            self._known.drop(path)
