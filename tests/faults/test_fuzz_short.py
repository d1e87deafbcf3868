"""A short run of the fuzzer; with AIWG_RANDOM_TESTS=1, with new executions each time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.amount import seed_of

from .harness import CODE

FUZZER = Path(__file__).parents[2] / "tools" / "fuzz.py"
TIME = 6


def test_fuzz_short() -> None:
    """Damaged documents of every format get an answer or the promised refusal, and soon; the seed is printed."""
    number = seed_of("FUZZ_SEED")
    done = subprocess.run(
        [sys.executable, str(FUZZER), "--seed", str(number), "--seconds", str(TIME)],
        env={**os.environ, "PYTHONPATH": CODE},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    print(f"seed {number} (again: FUZZ_SEED={number})")
    assert done.returncode == 0, done.stdout + done.stderr
