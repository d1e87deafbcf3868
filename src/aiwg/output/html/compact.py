"""Tables for the data of a page: each distinct value once, runs of numbers as their ends."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Value = TypeVar("Value", bound=Hashable)


class Table(Generic[Value]):
    """Distinct values in the order in which they came, each known by its number."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._numbers: dict[Value, int] = {}

    def number_of(self, value: Value) -> int:
        """Return the number of a value, a new one if it has none yet."""
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = len(self.values)
            self.values.append(value)
        return number


def runs(numbers: Iterable[int]) -> list[int]:
    """Return rising numbers as the start and length of each run: `[3, 4, 5, 9]` is `[3, 3, 9, 1]`."""
    found: list[int] = []
    for number in numbers:
        if found and found[-2] + found[-1] == number:
            found[-1] += 1
        else:
            found += [number, 1]
    return found
