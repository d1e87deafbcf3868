"""The entry point: `run` measures and writes the documents, `report` writes them again, `instructions` counts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import distribution, goals, instructions, kept, profiles, report, suite
from bench.bench_room import Room
from bench.measure import Failed
from bench.platform_sets import load
from bench.results import Results


def main() -> int:
    """Run what was asked for and return the exit code."""
    asked = _options().parse_args()
    if asked.part == "instructions":
        return instructions.check(asked.write)
    if asked.part == "distribution":
        distribution.record(asked.clones)
        return 0
    if asked.part == "run":
        only = tuple(name.strip() for name in asked.only.split(",") if name.strip())
        _measure(suite.Asked(only, asked.rounds, asked.scale, asked.minutes), asked.to)
    report.write(asked.to)
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    measuring = parts.add_parser("run", help="measure and write benchmarks.*, or go on with a run that was broken off")
    measuring.add_argument("--only", default="", help="names of groups, with commas; the others stay as they were")
    measuring.add_argument("--rounds", type=int, help="rounds of every group, instead of the usual number of each")
    measuring.add_argument("--minutes", type=float, default=13, help="when no further round begins")
    measuring.add_argument("--scale", type=int, default=1, help="divide all trees: only to try whether everything runs")
    reporting = parts.add_parser("report", help="write benchmarks.md and .svg from benchmarks.json")
    for each in (measuring, reporting):
        each.add_argument("--to", type=Path, default=kept.DOCS, help="the folder of benchmarks.*")
    counting = parts.add_parser("instructions", help="count instructions and compare them")
    counting.add_argument("--write", action="store_true", help="write them down instead")
    counted = parts.add_parser("distribution", help="count what public sources have, from clones in OWNER+NAME folders")
    counted.add_argument("clones", nargs="+", type=Path)
    return parser


def _measure(asked: suite.Asked, to: Path) -> None:
    try:
        run = suite.measure(asked)
        _profile_missed(run, asked)
        run.finish(to, is_part=bool(asked.only))
    finally:
        Room.clear_all()


def _profile_missed(run: kept.Run, asked: suite.Asked) -> None:
    """Note where the time goes of each goal that this run measured and missed."""
    room, sets = Room.make(asked.scale), load()
    for goal in goals.missed(Results(run.results)):
        try:
            run.results["profiles"][goal.name] = profiles.line(room, sets, goal)
        except Failed as failure:
            run.results["profiles"][goal.name] = f"not profiled: {failure.reason}"
        print(f"{goal.name}: {run.results['profiles'][goal.name]}", flush=True)
        run.save()


if __name__ == "__main__":
    sys.exit(main())
