"""The whole hostile source to every platform by itself and to all together: `python -m tests.hostile`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import PLATFORM_IDS
from tests.hostile.corpus import corpus
from tests.hostile.reader import Finding
from tests.hostile.restricting import restricted
from tests.hostile.rounds import (
    Ground,
    case_of,
    every,
    missing_with_consent,
    restricted_cases,
    still_open,
    why_open,
)

EXAMPLES = 3


def main() -> None:
    """Deploy, judge, and print the counts; end with 1 when anything would run, be granted, be fetched or be lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--platforms", default="", help="only these; otherwise each, and all together")
    parser.add_argument("--step", type=int, default=1, help="only every so many-th case")
    parser.add_argument("--list", type=Path, help="a file for every finding")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ["HOME"] = str(Path(folder) / "home")
        found, consent = _all_rounds(
            Path(folder), options.platforms.split(",") if options.platforms else [], options.step
        )
    known = Counter(why for _, each in found if (why := why_open(each)))
    found = [(platform, each) for platform, each in found if not why_open(each)]
    known.update(why for each in consent if (why := why_open(each)))
    consent = [each for each in consent if not why_open(each)]
    _print(found)
    for each in still_open():
        print(f"known: {known[each['why']]:5} {each['why']}" + ("" if known[each["why"]] else " (gone: take it out)"))
    if options.list:
        options.list.write_text("".join(f"{platform}\t{each}\n" for platform, each in found), encoding="utf-8")
    print(f"with consent: {len(consent)} differences from a source typed by hand {consent[:EXAMPLES] or ''}")
    sys.exit(1 if found or consent else 0)


def _all_rounds(folder: Path, named: list[str], step: int) -> tuple[list[tuple[str, Finding]], list[Finding]]:
    cases = every(corpus(), step)
    kinds = Counter(case.kind for case in cases)
    print(f"{len(cases)} cases: {', '.join(f'{count} {kind}' for kind, count in kinds.items())}")
    print(f"{len(restricted_cases(step))} artifacts with a restriction", flush=True)
    ground = Ground(folder, cases, restricted_cases(step))
    found: list[tuple[str, Finding]] = []
    for platform in named or ["all", *PLATFORM_IDS]:
        began = time.monotonic()
        acted, lost = ground.emitted_without_consent(platform), ground.restrictions_lost(platform)
        found += [(platform, each) for each in sorted(acted | lost)]
        seconds = time.monotonic() - began
        print(f"{platform:18} {len(acted):6} would act, {len(lost):5} restrictions lost   {seconds:4.1f} s", flush=True)
    refused = dict(ground.hostile.refused)
    print(f"refused as a whole, not deployed: {len(cases) - len(ground.hostile.cases)} cases {refused or ''}")
    consent = list(missing_with_consent(folder, ground.hostile.cases, *(named or ["all"])))
    return found, consent


def _print(found: list[tuple[str, Finding]]) -> None:
    what = {case.id: case.what for case in (*corpus(), *(case for case, _ in restricted()))}
    print(f"\n{len(found)} findings, {len({case_of(each) for _, each in found})} cases")
    by_class = Counter(each.cls for _, each in found)
    print("by class: " + ", ".join(f"{count} {cls}" for cls, count in by_class.most_common()))
    by_client = Counter(each.client for _, each in found)
    print("by client: " + ", ".join(f"{count} {client}" for client, count in by_client.most_common()))
    tricks: dict[tuple[str, str], list[Finding]] = {}
    for _, each in found:
        trick = what.get(case_of(each), each.path)
        tricks.setdefault((each.cls, trick.split(":")[0] if each.cls != "lost" else each.detail), []).append(each)
    for (cls, trick), group in sorted(tricks.items(), key=lambda item: -len(item[1])):
        print(
            f"{len(group):6} {cls:8} {trick[:50]:50} such as {group[0].client} {group[0].path} {group[0].detail[:60]}"
        )


if __name__ == "__main__":
    main()
