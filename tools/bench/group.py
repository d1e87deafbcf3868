"""A group of steps that are measured together, in rounds in which every tool has its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.measure import Failed, Sample

Round = Callable[[int], Iterator[Sample]]


@dataclass(slots=True)
class Group:
    """What is measured together, and in how many rounds. `skipped` says why tools were left out, by their names.

    Numbers are compared within a group only: its tools run in turn, on the same trees.
    """

    name: str
    rounds: int
    turns: dict[str, Round]
    takes_part: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def run_round(self, number: int) -> Iterator[Sample]:
        """Give each tool its turn, another one first in each round. A tool that fails is left out from then on."""
        names = [name for name in self.turns if number < self.takes_part.get(name, self.rounds)]
        first = number % max(1, len(names))
        for name in (*names[first:], *names[:first]):
            if name in self.skipped:
                continue
            try:
                yield from self.turns[name](number)
            except Failed as failure:
                self.skipped[name] = failure.reason
