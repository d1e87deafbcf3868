"""What was measured, looked up by name, and the numbers that we hold ourselves to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.bench_room import OURS


@dataclass(frozen=True, slots=True)
class Results:
    """What one run kept."""

    kept: dict[str, Any]

    def listed(self, what: str) -> Iterator[dict[str, Any]]:
        """Yield what is `measured` or `watched`, of all groups."""
        for group in self.kept["groups"].values():
            yield from group[what]

    def skipped(self) -> dict[str, str]:
        """Return why groups were not measured, by name."""
        return {name: group["skipped"] for name, group in self.kept["groups"].items() if group["skipped"]}

    def days(self) -> str:
        """Return when it was measured."""
        days = sorted({group["day"] for group in self.kept["groups"].values()})
        return " to ".join(dict.fromkeys((days[0], days[-1])))

    def load(self) -> tuple[float, float]:
        """Return the least and the most load of the machine in all that time."""
        loads = [each for group in self.kept["groups"].values() for each in group["load"]]
        return min(loads), max(loads)

    def find(self, tool: str, case: str) -> dict[str, Any] | None:
        """Return what was measured of a case."""
        return next((each for each in self.listed("measured") if (each["tool"], each["case"]) == (tool, case)), None)

    def value(self, tool: str, case: str, field: str = "cpu") -> float | None:
        """Return one number of it."""
        found = self.find(tool, case)
        return None if found is None or field not in found else float(found[field])

    def watched(self, tool: str, case: str, field: str) -> float | None:
        """Return a number of a watch."""
        found = (each[field] for each in self.listed("watched") if (each["tool"], each["case"]) == (tool, case))
        return next((float(value) for value in found), None)


def ratio(value: float | None, base: float | None) -> float | None:
    """Return how many times one number is the other, where both are known."""
    return None if value is None or not base else value / base


@dataclass(frozen=True, slots=True)
class Bar:
    """A number that must not be exceeded."""

    name: str
    limit: float
    unit: str
    digits: int
    value: Callable[[Results], float | None]


def _cpu(case: str, limit: float) -> Bar:
    return Bar(f"{case}, CPU", limit, " s", 2, lambda results: results.value(OURS, case))


def _against_floor(size: str) -> Bar:
    def value(results: Results) -> float | None:
        return ratio(results.value(OURS, f"{size} first"), results.value("floor", f"{size} first"))

    return Bar(f"{size} first, CPU against cp -r and fsync of its outputs", 4, "x", 1, value)


def _startup(results: Results) -> float | None:
    return ratio(results.value(OURS, "aiwg --version"), results.value("floor", "python -c pass"))


def _of_rulesync(case: str) -> Bar:
    def value(results: Results) -> float | None:
        return ratio(results.value(OURS, case), results.value("rulesync", case))

    return Bar(f"{case}, CPU against rulesync's", 0.2, "x", 3, value)


def _growth(results: Results) -> float | None:
    large, small = results.value(OURS, "20000x3 first"), results.value(OURS, "1000x3 first")
    times = ratio(large, small)
    return None if times is None else times / 20


def _times_milli(value: float | None) -> float | None:
    return None if value is None else value * 1000


BARS = (
    Bar("startup, CPU against bare Python", 1.3, "x", 2, _startup),
    _cpu("20x3 first", 0.20),
    _cpu("20x3 no-op", 0.06),
    _cpu("1000x3 first", 0.7),
    _cpu("1000x3 no-op", 0.15),
    _cpu("1000x3 doctor", 0.6),
    _cpu("1000x42 first", 8),
    _cpu("1000x42 no-op", 0.8),
    Bar("1000x42 first, peak", 80, " MiB", 0, lambda results: results.value(OURS, "1000x42 first", "peak")),
    Bar("1000x42 one edit, peak", 80, " MiB", 0, lambda results: results.value(OURS, "1000x42 one edit", "peak")),
    _of_rulesync("1000x42 first"),
    _of_rulesync("1000x42 no-op"),
    _against_floor("20x3"),
    _against_floor("1000x3"),
    _against_floor("1000x42"),
    Bar("20,000 artifacts, CPU per artifact against that of 1000", 1.25, "x", 2, _growth),
    Bar(
        "save at 1000 artifacts, median",
        150,
        " ms",
        0,
        lambda results: _times_milli(results.watched(OURS, "1000x3 save", "median")),
    ),
    Bar(
        "watching 1000 artifacts, resident",
        60,
        " MiB",
        0,
        lambda results: results.watched(OURS, "1000x3 save", "resident"),
    ),
)
