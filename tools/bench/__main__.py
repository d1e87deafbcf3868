"""The entry point: `run` measures and writes the documents, `report` writes them again, `instructions` counts."""

from __future__ import annotations

import argparse
import sys

from bench import instructions, kept, report, suite
from bench.bench_room import Room


def main() -> int:
    """Run what was asked for and return the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    measuring = parts.add_parser("run", help="measure and write docs/benchmarks.*")
    measuring.add_argument("--only", default="", help="names of groups, with commas; the others stay as they were")
    parts.add_parser("report", help="write docs/benchmarks.md and .svg from docs/benchmarks.json")
    counting = parts.add_parser("instructions", help="count instructions and compare them")
    counting.add_argument("--write", action="store_true", help="write them down instead")
    asked = parser.parse_args()
    if asked.part == "instructions":
        return instructions.check(asked.write)
    if asked.part == "run":
        only = [name for name in asked.only.split(",") if name]
        if not only:
            kept.begin()
        try:
            for group in suite.measure(only):
                kept.keep(group, suite.machine())
        finally:
            Room.clear_all()
    report.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
