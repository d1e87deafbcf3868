"""When to act on changes that come in bursts: shortly after the last one, and in a storm now and then."""

from __future__ import annotations

QUIET_SECONDS = 0.05
"""How long nothing may have changed: editors save in several steps, all within a few milliseconds."""

STORM_SECONDS = 0.5
"""How long changes may go on before we act all the same."""


class Debouncer:
    """Tells when it is time to act; it has no clock of its own. All times are in seconds, of one clock."""

    def __init__(self, quiet: float = QUIET_SECONDS, storm: float = STORM_SECONDS) -> None:
        self._quiet = quiet
        self._storm = storm
        self.first: float | None = None
        self._last = 0.0

    def note(self, now: float) -> None:
        """Note that something changed."""
        if self.first is None:
            self.first = now
        self._last = max(self._last, now)

    def due(self) -> float | None:
        """Return when to act, None while nothing has changed."""
        if self.first is None:
            return None
        return min(self._last + self._quiet, self.first + self._storm)

    def is_stormy(self, now: float) -> bool:
        """Say whether changes still come in, so that acting now is acting in the middle of something."""
        return self.first is not None and now < self._last + self._quiet

    def is_storm(self, now: float) -> bool:
        """Say whether changes have come for longer than those of one save."""
        return self.first is not None and now >= self.first + 2 * self._quiet

    def reset(self) -> None:
        """Forget what changed: it is being acted on."""
        self.first = None
