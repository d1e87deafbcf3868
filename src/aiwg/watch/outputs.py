"""Looking at outputs now and then: an edit of one is told when it happens, and what aiwg writes needs no event."""

from __future__ import annotations

import time
from collections.abc import Iterable

from aiwg.core.dataclass import dataclass, field
from aiwg.watch.paths import Stat, stat_of
from aiwg.watch.rounds import CALM_FACTOR

OUTPUT_SECONDS = 1.0
"""How often the outputs are looked at, at most."""


@dataclass(slots=True)
class OutputStats:
    """The outputs as aiwg left them, by full path, and when they are looked at next, by the monotonic clock."""

    due: float = 0.0
    _stats: dict[str, Stat | None] = field(default_factory=dict)

    def know(self, paths: Iterable[str]) -> None:
        """Take outputs, and no others, as they are now for what aiwg left; looking takes a small part of the time."""
        began = time.monotonic()
        self._stats = {path: stat_of(path) for path in paths}
        now = time.monotonic()
        self.due = now + max(OUTPUT_SECONDS, CALM_FACTOR * (now - began))

    def know_also(self, paths: Iterable[str]) -> None:
        """Take a few outputs, too, as they are now for what aiwg left."""
        self._stats |= {path: stat_of(path) for path in paths}
        self.due = max(self.due, time.monotonic() + OUTPUT_SECONDS)

    def changed(self, paths: Iterable[str]) -> list[str]:
        """Return the outputs that are not as aiwg left them, and know them as they are now; none until it is due."""
        if time.monotonic() < self.due:
            return []
        known = self._stats
        self.know(paths)
        return [path for path, stat in self._stats.items() if known.get(path) != stat]
