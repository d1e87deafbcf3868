"""What was measured: docs/benchmarks.json, and while a run goes on a file of its own, so that it can go on later."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.bench_room import ROOT
from bench.group import Group
from bench.measure import Sample

DOCS = ROOT / "docs"
NAME = "benchmarks.json"
UNFINISHED = ROOT / "build" / "bench-run.json"
NUMBERS = re.compile(r"\[\s+([-\d.,\s]+?)\s+\]")


def read(folder: Path) -> dict[str, Any]:
    """Return what a folder has of an earlier run: `machine`, `versions`, `scale`, `groups` by name, and `profiles`."""
    file = folder / NAME
    nothing: dict[str, Any] = {"groups": {}, "profiles": {}}
    if not file.exists():
        return nothing
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return kept if "profiles" in kept else nothing  # an earlier version wrote another form


def write(folder: Path, results: dict[str, Any]) -> None:
    """Write results into a folder, the numbers of a series on one line."""
    folder.mkdir(parents=True, exist_ok=True)
    text = NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", json.dumps(results, indent=1))
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


@dataclass(slots=True)
class Run:
    """One run of the benchmarks: what it measured so far. It is kept after each round of a group."""

    key: str
    results: dict[str, Any]

    @classmethod
    def begin(cls, key: str, head: dict[str, Any]) -> Run:
        """Return the unfinished run of the same key, or a new one. `head` says what is measured, and where."""
        if UNFINISHED.exists():
            kept = json.loads(UNFINISHED.read_text(encoding="utf-8"))
            if kept["key"] == key:
                print("Going on with the run that was broken off.", flush=True)
                return cls(key, kept["results"])
        return cls(key, {**head, "groups": {}, "profiles": {}})

    def rounds_of(self, group: Group) -> int:
        """Return how many rounds of a group were measured."""
        return int(self.results["groups"].get(group.name, {}).get("rounds", 0))

    def add(self, group: Group, samples: Iterable[Sample], load: float, seconds: float) -> None:
        """Add a round of a group. `load` is that of the machine before it, `seconds` what the round took."""
        new = {"rounds": 0, "load": [], "seconds": [], "skipped": {}, "samples": {}}
        into = self.results["groups"].setdefault(group.name, new)
        into["day"] = time.strftime("%Y-%m-%d")
        into["rounds"] += 1
        into["load"].append(round(load, 1))
        into["seconds"].append(round(seconds, 1))
        into["skipped"].update(group.skipped)
        for sample in samples:
            _add_sample(into["samples"].setdefault(sample.tool, {}).setdefault(sample.step, {}), sample)
        self.save()

    def save(self) -> None:
        """Keep the run, so that it can go on."""
        UNFINISHED.parent.mkdir(parents=True, exist_ok=True)
        UNFINISHED.write_text(json.dumps({"key": self.key, "results": self.results}), encoding="utf-8")

    def finish(self, folder: Path, is_part: bool) -> None:
        """Write the results into a folder. A run of some groups leaves the others as they were."""
        if is_part:
            before = read(folder)
            self.results["groups"] = {**before["groups"], **self.results["groups"]}
            self.results["profiles"] = {**before["profiles"], **self.results["profiles"]}
        write(folder, self.results)
        UNFINISHED.unlink(missing_ok=True)


def _add_sample(series: dict[str, Any], sample: Sample) -> None:
    usage = sample.usage
    for name, value in (("cpu", usage.cpu), ("user", usage.user), ("wall", usage.wall), ("peak", usage.peak)):
        series.setdefault(name, []).append(round(value, 4))
    if sample.files is not None:
        series["files"] = sample.files
