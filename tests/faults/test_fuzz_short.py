"""A short run of the fuzzer, with new executions each time."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

from .harness import CODE

FUZZER = Path(__file__).parents[2] / "tools" / "fuzz.py"
TIME = 6


def test_fuzz_short() -> None:
    """Damaged documents of every format get an answer or the promised refusal, and soon; the seed is printed."""
    seed = os.environ.get("FUZZ_SEED") or str(secrets.randbelow(10**9))
    done = subprocess.run(
        [sys.executable, str(FUZZER), "--seed", seed, "--seconds", str(TIME)],
        env={**os.environ, "PYTHONPATH": CODE},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    print(f"seed {seed} (again: FUZZ_SEED={seed})")
    assert done.returncode == 0, done.stdout + done.stderr
