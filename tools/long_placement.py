"""Place for thousands of random sets of platforms and count by reading: python tools/long_placement.py SETS [SEED].

Prints for sets of two, three and four to eight platforms, kind by kind, how many sets are exact: every main reader
loads the artifact once, in every state of its gates. An entry that is listed once more, as another kind, is counted
apart from the same text twice. Stops at the first set of which the plan says something else than
what is read.
"""

# ruff: noqa: S311 - dice, no secrets
from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tests.conftest import PLATFORM_IDS
from tests.placement.reading import World, seen_by
from tests.placement.sets import SETS, Case, faults_of, make_case, random_case

from aiwg.placement.coverage import LISTED

SIZES = {"pairs": (2, 2), "triples": (3, 3), "four to eight": (4, 8)}


def judged(case: Case) -> Iterator[tuple[str, str]]:
    """Yield for each artifact the worst that happens to a main reader that has a place for it."""
    world = World.of(case.rendered.outputs, case.standing)
    worst: dict[str, str] = {}
    listed = {(gap.artifact.key, gap.platform) for gap in case.placements.shortfalls if gap.state == LISTED}
    for platform in case.platforms:
        seen = seen_by(platform, platform.adapter.surfaces[0], world)
        for artifact in case.catalog:
            found = seen.get(artifact.key)
            if found is None:
                continue  # it has no place for it, or a line points to it: the plan says so
            state = "perhaps twice" if found.most > 1 else ""
            if found.least > 1:
                state = "listed" if (artifact.key, platform.id) in listed else "twice"
            state = state or ("perhaps missing" if not found.least else "exact")
            order = ("exact", "listed", "perhaps missing", "perhaps twice", "twice")
            worst[artifact.key] = max(worst.get(artifact.key, "exact"), state, key=order.index)
    yield from worst.items()


def main() -> int:
    """Try the sets, print the figures, and return 1 when a plan is wrong about one."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    started, spent, files = time.monotonic(), 0.0, 0
    figures: Counter[tuple[str, str, str]] = Counter()
    for size, (least, most) in SIZES.items():
        dice = random.Random(f"{seed} {size}")
        for _ in range(count):
            before = time.process_time()
            case = make_case(dice.sample(PLATFORM_IDS, dice.randint(least, most)))
            spent += time.process_time() - before
            files += len(case.rendered.outputs) if size == "four to eight" else 0
            if faults := faults_of(case):
                print(case.ids, faults)
                return 1
            figures.update((size, artifact, state) for artifact, state in judged(case))
    for kind in SETS:
        dice = random.Random(f"{seed} {kind}")
        for _ in range(count):
            case = random_case(dice, kind)
            if faults := faults_of(case):
                print(kind, case.ids, sorted(case.standing.files), faults)
                return 1
    for size in SIZES:
        for artifact in sorted({artifact for each, artifact, _ in figures if each == size}):
            states = {state: n for (each, one, state), n in figures.items() if (each, one) == (size, artifact)}
            share = 100 * states.get("exact", 0) / sum(states.values())
            rest = ", ".join(f"{state} {n}" for state, n in sorted(states.items()) if state != "exact")
            print(f"{size:14} {artifact:26} {share:6.2f} % exact   {rest}")
    print(f"{files / count:.1f} files on average for four to eight platforms and eight artifacts")
    sets = count * (len(SIZES) + len(SETS))
    print(f"{sets} sets, placed and rendered in {1000 * spent / (count * len(SIZES)):.1f} ms of CPU each")
    print(f"no plan said something else than what is read; {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
