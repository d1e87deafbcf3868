"""Edits of outputs that a watch offers to take back: each once, when the file has come to rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiwg.core.dataclass import dataclass, field
from aiwg.watch.paths import Stat, stat_of

SETTLED_SECONDS = 1.0
"""How long a file must stay as it is: editors write in several steps, or put another file in its place."""

Offer = Callable[[tuple[str, ...]], None]
"""Offers the edits of some outputs, by their paths in the project."""


@dataclass(slots=True)
class EditOffers:
    """The edited outputs of a project, by their paths, and which of them were offered as they are now."""

    look: Callable[[str], Stat | None] = stat_of
    _full: dict[str, str] = field(default_factory=dict)
    _since: dict[str, tuple[Stat | None, float]] = field(default_factory=dict)
    _offered: dict[str, Stat | None] = field(default_factory=dict)

    def know(self, edited: Mapping[str, str], now: float) -> None:
        """Take note of which outputs are edited: full paths by the paths in the project."""
        self._full = dict(edited)
        self._offered = {path: stat for path, stat in self._offered.items() if path in edited}
        self._since = {path: each for path, each in self._since.items() if path in edited}
        for path, full in edited.items():
            self._watch(path, self.look(full), now)

    def _watch(self, path: str, stat: Stat | None, now: float) -> bool:
        """Take note of a file as it is now; say whether it has been like this long enough."""
        known = self._since.get(path)
        if known is None or known[0] != stat:
            self._since[path] = (stat, now)
            return False
        return now - known[1] >= SETTLED_SECONDS

    @property
    def next_due(self) -> float:
        """Return when the next edit may be offered; never where there is none."""
        waiting = (since for path, (stat, since) in self._since.items() if self._is_new(path, stat))
        return min(waiting, default=float("inf")) + SETTLED_SECONDS

    def _is_new(self, path: str, stat: Stat | None) -> bool:
        return path not in self._offered or self._offered[path] != stat

    def take_due(self, now: float) -> tuple[str, ...]:
        """Return the edits to offer now; they are not offered again until the file changes again."""
        found = []
        for path, full in sorted(self._full.items()):
            stat = self.look(full)
            if self._watch(path, stat, now) and self._is_new(path, stat):
                found.append(path)
                self._offered[path] = stat
        return tuple(found)
