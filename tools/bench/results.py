"""What was measured, looked up by name: medians, and ratios of medians with the spread of their pairs."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a tool in a group, and the field that is meant: cpu, user, wall in seconds, or peak in MiB."""

    group: str
    tool: str
    name: str
    field: str = "cpu"


@dataclass(frozen=True, slots=True)
class Figure:
    """A median or a ratio of medians. `least` and `most` are those of the rounds, of which there are `rounds`."""

    value: float
    least: float
    most: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Results:
    """What is kept of the groups, by their names."""

    kept: dict[str, Any]

    @property
    def groups(self) -> dict[str, dict[str, Any]]:
        """Return the groups by name."""
        found: dict[str, dict[str, Any]] = self.kept["groups"]
        return found

    def steps(self, group: str, tool: str) -> list[str]:
        """Return the steps of a tool that were measured in a group."""
        return list(self.groups.get(group, {}).get("samples", {}).get(tool, {}))

    def series(self, step: Step) -> list[float]:
        """Return the numbers of all rounds, none where it was not measured."""
        found = self.groups.get(step.group, {}).get("samples", {}).get(step.tool, {}).get(step.name, {})
        numbers: list[float] = found.get(step.field, [])
        return numbers

    def files(self, group: str, tool: str) -> int | None:
        """Return how many files the first deploy of a tool wrote."""
        found: int | None = self.groups.get(group, {}).get("samples", {}).get(tool, {}).get("first", {}).get("files")
        return found

    def figure(self, step: Step) -> Figure | None:
        """Return the median of a step, where it was measured."""
        numbers = self.series(step)
        return Figure(statistics.median(numbers), min(numbers), max(numbers), len(numbers)) if numbers else None

    def ratio(self, over: Step, under: Step) -> Figure | None:
        """Return how many times the one median is the other. Its spread is that of the rounds that both took part in.

        The median under it is that of the same rounds. Both steps must be of one group: others ran at another time.
        """
        if over.group != under.group:
            raise ValueError(f"{over.group} and {under.group} were not measured in turn")
        pairs = [pair for pair in zip(self.series(over), self.series(under), strict=False) if all(pair)]
        if not pairs:
            return None
        ratios = [first / second for first, second in pairs]
        first, second = (statistics.median(numbers) for numbers in zip(*pairs, strict=True))
        return Figure(first / second, min(ratios), max(ratios), len(pairs))

    def days(self) -> str:
        """Return when it was measured."""
        days = sorted({group["day"] for group in self.groups.values()})
        return " to ".join(dict.fromkeys((days[0], days[-1])))

    def load(self) -> tuple[float, float]:
        """Return the least and the most load of the machine before a round."""
        loads = [each for group in self.groups.values() for each in group["load"]]
        return min(loads), max(loads)

    def skipped(self) -> Iterator[tuple[str, str]]:
        """Yield what was left out, and why."""
        yield from self.kept.get("missing", {}).items()
        yield from self.kept.get("not had", {}).items()
        for name, group in self.groups.items():
            yield from ((f"{tool} in {name}", reason) for tool, reason in group["skipped"].items())
