"""When everything is looked at again, after runs that looked at saved files alone."""

from __future__ import annotations

import time
from collections.abc import Callable

from aiwg.core.dataclass import dataclass

ROUND_SECONDS = 10.0
"""How often all is looked at without any event: network file systems tell of nothing that others change."""

LONGEST_SECONDS = 60.0
"""How long saves may go on without a pause of that length before everything is looked at between two of them."""

CALM_FACTOR = 50
"""Looking at everything takes at most this part of the time."""


@dataclass(slots=True)
class WholeRounds:
    """Knows how the last runs ended. All times are in seconds, of one clock."""

    clock: Callable[[], float] = time.monotonic
    _is_owed: bool = False
    _ended: float = 0.0
    _whole: float = 0.0
    _took: float = 0.0

    def note(self, began: float, is_short: bool) -> None:
        """Note a run that has just ended; a short one looked at nothing but the files that were named to it."""
        self._ended = self.clock()
        self._is_owed = is_short
        if not is_short:
            self._whole, self._took = self._ended, self._ended - began

    def take_due(self) -> bool:
        """Say, once, whether everything has to be looked at now: no plan may depend on having heard of everything."""
        now = self.clock()
        if not self._is_owed or now < self._whole + CALM_FACTOR * self._took:
            return False
        if now < min(self._ended + ROUND_SECONDS, self._whole + LONGEST_SECONDS):
            return False
        self._is_owed = False
        return True
