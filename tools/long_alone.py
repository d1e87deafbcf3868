"""Compare what platforms get in sets with what they get alone: python tools/long_alone.py [SETS] [SEED].

Tries all pairs of platforms, in a project and in the home folder, and SETS random sets (2,000), half of them in each
scope, half of three to nine platforms and half of two to all. Prints how often a platform gets less or something once
more, by artifact. Returns 1 when tests/placement/exceptions.yaml does not name such a difference with its reason.
"""

# ruff: noqa: S311 - dice, no secrets
from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tests.conftest import PLATFORM_IDS
from tests.placement.alone import CATALOG, alone, differences, unexpected, unsaid_losses
from tests.placement.sets import make_case

SCOPES = ("project", "user")
SHOWN = 10


def sets_of(count: int, seed: int, scope: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield sort and platforms of each set to try."""
    for pair in combinations(PLATFORM_IDS, 2):
        yield "pairs", pair
    dice = random.Random(f"{seed} {scope}")
    for number in range(count):
        most = 9 if number % 2 else len(PLATFORM_IDS)
        yield "random sets", dice.sample(PLATFORM_IDS, dice.randint(3 if number % 2 else 2, most))
    yield "all platforms", PLATFORM_IDS


def main() -> int:
    """Try the sets, print the figures, and return 1 when a difference has no reason."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    started, wrong = time.process_time(), 0
    for scope in SCOPES:
        tried: Counter[str] = Counter()
        forms: Counter[str] = Counter()
        found: Counter[tuple[str, str, str]] = Counter()
        for sort, ids in sets_of(count // 2, seed, scope):
            case = make_case(ids, scope, artifacts=CATALOG)
            differing = list(differences(ids, scope, case))
            tried[sort] += 1
            forms[sort] += sum(
                form.level in ("native", "translated") for id in ids for form in alone(id, scope).values()
            )
            found.update({(sort, each.artifact, each.fault): 0 for each in differing})
            found.update((sort, each.artifact, each.fault) for each in differing)
            bad = [*map(str, unexpected(differing)), *map(str, unsaid_losses(case, scope))]
            wrong += len(bad)
            for each in bad[: max(0, SHOWN - wrong + len(bad))]:
                print("unexpected:", ",".join(ids), each)
        for sort, number in tried.items():
            print(f"{scope}: {number} {sort}, {forms[sort]} own forms of readers")
            for (each, artifact, fault), times in sorted(found.items()):
                if each == sort:
                    print(f"  {artifact:26} {fault:18} {times:6}")
    print(f"{wrong} differences without a reason; {time.process_time() - started:.0f} s of CPU")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
