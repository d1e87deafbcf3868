"""Projects that live: users edit, sources change, deploys come and go and are killed, and nothing is ever lost.

AIWG_STATEFUL_STEPS says how many steps to take (about 12 seconds' worth by default), AIWG_STATEFUL_SEED where to
start: the seed is printed. For very long runs there is tools/long_stateful.py, which takes the same steps.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from hypothesis.strategies import integers, sampled_from

from aiwg.trust import known_platforms
from tests.amount import seed_of, times
from tests.crash.life import WEIGHTS, Life, cache_platforms

STEPS = int(os.environ.get("AIWG_STATEFUL_STEPS", times(700)))
SEED = seed_of("AIWG_STATEFUL_SEED")
LIFETIME = 30
NAMES = [name for name, weight in WEIGHTS.items() for _ in range(weight)]


class Living(RuleBasedStateMachine):
    """One life: every step is one of the user's, of the source's, or of ours."""

    root = Path()
    taken = 0

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(self.root)

    @rule(name=sampled_from(NAMES), choices=integers(0, 2**20))
    def step(self, name: str, choices: int) -> None:
        """Take one step, and check all that must hold after it."""
        Living.taken += 1
        self.life.step(name, Random(choices))


def test_nothing_of_the_user_is_ever_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through any life the user's bytes stay or lie in a backup, and a removal leaves exactly them."""
    memory = Path("/dev/shm")
    Living.root = memory / f"aiwg-life-{os.getpid()}" if os.access(memory, os.W_OK) else tmp_path / "life"
    Living.taken = 0
    monkeypatch.setenv("HOME", str(Living.root / "home"))
    # put back when this has ended
    monkeypatch.setattr(known_platforms, "find_platforms", known_platforms.find_platforms)
    cache_platforms()
    wanted = settings(
        max_examples=max(1, STEPS // LIFETIME),
        stateful_step_count=LIFETIME,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    print(f"\nseed {SEED}")
    try:
        run_state_machine_as_test(seed(SEED)(Living), settings=wanted)
    finally:
        shutil.rmtree(Living.root, ignore_errors=True)
        print(f"{Living.taken} steps, 0 bytes lost")
