"""Results as a run keeps them, made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.groups import cases
from bench.platform_sets import load
from bench.results import Results

Series = Mapping[str, Mapping[str, Sequence[float]]]
"""CPU seconds of the rounds, by tool and step."""


MACHINE = "2 cores, Linux, Python 3.11.7, Node 22.23.5"
VERSIONS = {"aiwg": "0.1.0, commit 0123456789", "rulesync": "17.0.0", "ruler": "0.3.44", "apm": "0.35.0"}


def group(series: Series, **other: Any) -> dict[str, Any]:
    """Return a group with the same numbers as CPU, wall time and memory."""
    samples = {
        tool: {
            step: {**{field: list(numbers) for field in ("cpu", "user", "wall", "peak")}, "files": 7}
            for step, numbers in steps.items()
        }
        for tool, steps in series.items()
    }
    return {"day": "2026-11-30", "load": [0.5, 0.7], "rounds": 2, "skipped": {}, "samples": samples, **other}


def results(groups: Mapping[str, Any], **other: Any) -> Results:
    """Return results with these groups."""
    head = {"machine": MACHINE, "versions": VERSIONS, "scale": 1, "profiles": {}}
    return Results({**head, "groups": dict(groups), **other})


def complete() -> Results:
    """Return results with a number for everything that can be measured: what aiwg takes, others take ten times."""
    found = {}
    for case in cases(load()):
        steps = ["first", "no-op", "one edit", *(["status", "list", "doctor"] if case.asks else [])]
        peers = {peer: {step: [1.0, 2.0] for step in ("first", "no-op")} for peer in case.peers}
        own = {step: [0.1, 0.2] for step in steps}
        found[case.name] = group(
            {"aiwg": own, "python": {"bare": [0.01, 0.01]}, "copy": {"first": [0.05, 0.05]}, **peers}
        )
    starts = {"--version": [0.01, 0.01], "bare": [0.01, 0.01]}
    found["startup"] = group(
        {"aiwg": {"--version": [0.01, 0.01]}, "python": {"bare": [0.01, 0.01]}, "rulesync": starts}
    )
    saves = {f"save {size}": [0.02, 0.03] for size in (20, 1000, 5000, 20_000)}
    found["watch"] = group({"aiwg": saves, "apm": {"save 20": [0.1, 0.1]}})
    found["checkout"] = group({"aiwg": {"checkout": [0.9, 1.0]}})
    return results(found)
