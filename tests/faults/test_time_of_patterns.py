"""Every regular expression of the package, on strings made to let it backtrack."""

from __future__ import annotations

import os
import random
import subprocess
import sys

from tests.amount import seed_of

from .pumps import all_patterns, slow

MOST = int(os.environ.get("PUMPS", "15"))
"""Strings for each expression; `PUMPS=5000` tries many more."""


def test_no_regular_expression_backtracks() -> None:
    """No expression of the package takes more than linear time for parts of itself, repeated; the seed is printed.

    In a process of its own: modules keep expressions that they made of what other tests gave them.
    """
    seed = str(seed_of("FUZZ_SEED"))
    print(f"seed {seed} (again: FUZZ_SEED={seed})")
    command = [sys.executable, "-m", "tests.faults.test_time_of_patterns", seed]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def main(seed: str) -> int:
    """Print each expression that is slow and the strings that show it; return how many there are."""
    found = all_patterns()
    if len(found) <= 200:
        print(f"only {len(found)} expressions were found")
        return 1
    bad = {str(each): told for each in found if (told := list(slow(each, MOST, random.Random(seed))))}
    for name, texts in bad.items():
        print(name, *texts)
    return len(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
