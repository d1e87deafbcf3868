"""What was measured, kept in docs/benchmarks.json: group by group, so that some can be measured again."""

from __future__ import annotations

import json
import time
from typing import Any

from bench.bench_room import ROOT
from bench.suite import Group
from bench.watching import Watched

FILE = ROOT / "docs" / "benchmarks.json"


def begin() -> None:
    """Forget what was measured before."""
    FILE.unlink(missing_ok=True)


def read() -> dict[str, Any]:
    """Return what is kept: machine, and by name of the group its day, load, skipped, measured and watched."""
    if not FILE.exists():
        return {"machine": "", "groups": {}}
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def keep(group: Group, machine: str) -> None:
    """Write down what a group found, in the place of what it found before."""
    results = read()
    results["machine"] = machine
    results["groups"][group.name] = {
        "day": time.strftime("%Y-%m-%d"),
        "load": [round(each, 1) for each in group.load],
        "skipped": group.skipped,
        "measured": [each.as_json() for each in group.found if not isinstance(each, Watched)],
        "watched": [each.as_json() for each in group.found if isinstance(each, Watched)],
    }
    FILE.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
