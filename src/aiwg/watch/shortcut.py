"""The way from saved files to what they touch, without a look at everything; some of it while files still change."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.stages import Planned
from aiwg.deployment.sync import Adjust
from aiwg.deployment.touched.ahead import look_ahead
from aiwg.deployment.touched.baseline import Baseline
from aiwg.deployment.touched.sync import sync_touched
from aiwg.watch.queue import Batch

AT_ONCE = 16
"""How many files are looked at ahead between two looks at the clock."""

SHARE_SECONDS = 0.0002
"""How long the threads that hear of changes wait at most for one that looks ahead."""


@contextmanager
def _sharing() -> Iterator[None]:
    """Let other threads have their turn much sooner than usual: hints that come late make a second run."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SHARE_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


@dataclass(slots=True)
class Shortcut:
    """Knows the last plan of everything that was carried out, and goes on from there as long as nothing else changes.

    `_last` is that plan until files are saved, then there is a baseline: most plans are not followed by one. `_ahead`
    has the files that were looked at ahead by path, with the time of the last hint of each.
    """

    _last: Planned | None = None
    _baseline: Baseline | None = None
    _ahead: dict[str, float] = field(default_factory=dict)

    def follow(self, planned: Planned | None) -> None:
        """Go on from a plan of everything; None where it was not carried out as it is."""
        self._last, self._baseline = planned, None

    def look_ahead(self, hints: Mapping[str, float], until: float) -> bool:
        """Look ahead at files, by the times of their last hints, until it is time; say whether there were any."""
        waiting = [path for path, at in hints.items() if self._ahead.get(path) != at]
        baseline = self._known_baseline() if waiting else None
        if baseline is None:
            return False
        with _sharing():
            while waiting and time.monotonic() < until:
                now, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
                look_ahead(baseline, now)
                self._ahead.update((path, hints[path]) for path in now)
        return True

    def run(self, batch: Batch, adjust: Adjust) -> Planned | None:
        """Bring what some saved files touch up to date; return the plan, None when all has to be looked at.

        Raises UserError (locked, interrupted), and what `adjust` raises.
        """
        self._ahead.clear()
        baseline = None if batch.folders or not batch.paths else self._known_baseline()
        self._baseline = None
        if baseline is None:
            return None
        try:
            planned = sync_touched(baseline, batch.paths, adjust)
        except UserError as error:
            if error.exit in (Exit.LOCKED, Exit.INTERRUPTED):
                raise
            return None  # the plan of everything says what is wrong
        self._baseline = None if planned is None else baseline
        return planned

    def _known_baseline(self) -> Baseline | None:
        if self._last is not None:
            self._baseline, self._last = Baseline.of(self._last), None
        return self._baseline
