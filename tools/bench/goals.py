"""The numbers that we hold ourselves to, and how each is measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.bench_room import OURS
from bench.ours import COPY, EDIT, FIRST, NOOP, PYTHON
from bench.results import Figure, Results, Step

TIMES, SECONDS, MILLISECONDS, MEBIBYTES = "x", " s", " ms", " MiB"
RULESYNC = "rulesync"


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that should be at most, or with `is_least` at least, `limit`; `stretch` is what we would like.

    `profiled` names the step of a group whose profile says where the time goes if the goal is missed.
    """

    name: str
    limit: float
    unit: str
    value: Callable[[Results], Figure | None]
    profiled: tuple[str, str]
    stretch: float | None = None
    is_least: bool = False

    def holds(self, value: float, limit: float) -> bool:
        """Say whether a value is within a limit, as both are shown."""
        shown = float(self.shown(value))
        return shown >= limit if self.is_least else shown <= limit

    def shown(self, value: float) -> str:
        """Return a value as the page shows it, without its unit."""
        return f"{value:.0f}" if value >= 30 or self.unit in (MILLISECONDS, MEBIBYTES) else f"{value:.2f}"


def _against(name: str, step: Step, under: Step, limit: float, stretch: float | None = None) -> Goal:
    profiled = (step.group, step.name)
    return Goal(name, limit, TIMES, lambda results: results.ratio(step, under), profiled, stretch)


def _faster(group: str, step: str, limit: float, stretch: float | None = None) -> Goal:
    """Return the goal to take so many times less CPU than rulesync."""
    ours, theirs = Step(group, OURS, step), Step(group, RULESYNC, step)
    name = f"{group} {step}: rulesync / aiwg"
    return Goal(name, limit, TIMES, lambda results: results.ratio(theirs, ours), (group, step), stretch, is_least=True)


def _of_bare(group: str, step: str, limit: float, stretch: float | None = None) -> Goal:
    name = "startup: aiwg / bare Python" if group == "startup" else f"{group} {step}: aiwg / bare Python"
    return _against(name, Step(group, OURS, step), Step(group, PYTHON, "bare"), limit, stretch)


def _of_copy(group: str, limit: float, stretch: float) -> Goal:
    name = f"{group} first: aiwg / `cp -r` and one sync"
    return _against(name, Step(group, OURS, FIRST), Step(group, COPY, FIRST), limit, stretch)


def _saves(size: str, smaller: str, limit: float, stretch: float) -> Goal:
    name = f"save, CPU: {int(size):,} / {int(smaller):,} artifacts"
    return _against(name, Step("watch", OURS, f"save {size}"), Step("watch", OURS, f"save {smaller}"), limit, stretch)


def _wall(name: str, group: str, step: str, limit: float, unit: str) -> Goal:
    factor = 1000 if unit == MILLISECONDS else 1

    def value(results: Results) -> Figure | None:
        found = results.figure(Step(group, OURS, step, "wall"))
        return found and Figure(found.value * factor, found.least * factor, found.most * factor, found.rounds)

    return Goal(name, limit, unit, value, (group, step))


def _peak(group: str, step: str, limit: float, stretch: float) -> Goal:
    measured = Step(group, OURS, step, "peak")
    return Goal(
        f"{group} {step}: peak memory",
        limit,
        MEBIBYTES,
        lambda results: results.figure(measured),
        (group, step),
        stretch,
    )


GOALS = (
    _of_bare("startup", "--version", 1.1),
    _of_bare("20x3", FIRST, 8, 7),
    _faster("20x3", FIRST, 7.5, 9),
    _faster("1000x3", FIRST, 6, 7),
    _of_copy("1000x3", 6, 5),
    _faster("1000x42", FIRST, 20),
    _faster("20x3", NOOP, 100),
    _faster("1000x3", NOOP, 100),
    _faster("1000x42", NOOP, 100),
    _of_bare("1000x3", "status", 6, 4),
    _of_bare("1000x3", "list", 6, 4),
    _of_bare("1000x3", "doctor", 6, 4),
    _saves("1000", "20", 2.5, 1.3),
    _saves("5000", "1000", 1.3, 1.1),
    _wall("save at 1,000 artifacts, wall time", "watch", "save 1000", 80, MILLISECONDS),
    _wall("save at 20,000 artifacts, wall time", "watch", "save 20000", 120, MILLISECONDS),
    _wall("checkout of 2,000 files, wall time", "checkout", "checkout", 1.2, SECONDS),
    _of_copy("realistic to all", 3.5, 3),
    _peak("1000x42", FIRST, 64, 58),
    _peak("1000x42", EDIT, 64, 58),
)


def missed(results: Results) -> list[Goal]:
    """Return the goals that were measured and are not met."""
    found = ((goal, goal.value(results)) for goal in GOALS)
    return [goal for goal, figure in found if figure is not None and not goal.holds(figure.value, goal.limit)]
