"""Let projects live for a long time: python tools/long_stateful.py STEPS [SEED] [FOLDER].

Prints how many steps were done, how many of them were kills, and stops at the first one after which something that
must hold does not, with the seed and the number that bring it back.
"""

# ruff: noqa: S311 - dice, no secrets
from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tests.crash.life import Life, cache_platforms, weighted

LIFETIME = 60


def live(seed: int, number: int, root: Path) -> Life:
    """Let one project live its whole life."""
    dice = random.Random(f"{seed} {number}")
    life = Life(root)
    for _ in range(LIFETIME):
        name = weighted(dice)
        life.step(name, random.Random(dice.random()))
    return life


def main() -> int:
    """Live until the steps are done."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    folder = sys.argv[3] if len(sys.argv) > 3 else None
    started, done, kills = time.monotonic(), 0, 0
    counts: Counter[str] = Counter()
    cache_platforms()
    with tempfile.TemporaryDirectory(dir=folder) as root:
        number = 0
        while done < steps:
            try:
                life = live(seed, number, Path(root) / "life")
            except BaseException:
                print(f"{done} steps were right; seed {seed}, life {number} was not", flush=True)
                raise
            number, done, kills = number + 1, done + len(life.done), kills + life.kills
            counts.update(life.done)
            if number % 100 == 0:
                print(f"{done} steps, {kills} kills, {time.monotonic() - started:.0f} s", flush=True)
    print(
        f"{done} steps in {number} lives (seed {seed}), {kills} kills, 0 bytes lost, {time.monotonic() - started:.0f} s"
    )
    print(", ".join(f"{name} {count}" for name, count in counts.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
