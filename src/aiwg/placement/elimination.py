"""The cheapest choice among yes-or-no variables, where the cost is a sum of tables over few of them each.

Variables are eliminated one by one: the tables that hold one are joined into a table over its neighbours, which knows
for each of their states which value is cheaper. That is exact, and takes time by the most neighbours of a variable
(its width), not by the number of variables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MAX_WIDTH = 16
"""Neighbours up to which a variable is eliminated. The widest of all bundled platforms together has 8."""

Scope = tuple[int, ...]
"""The variables of a table, ascending: bit n of an index is the value of the n-th of them."""


class CostTables:
    """A sum of tables. Tables over the same variables are added."""

    def __init__(self) -> None:
        """Begin with nothing: every choice costs 0."""
        self._tables: dict[Scope, Sequence[int]] = {}

    def add(self, scope: Scope, costs: Sequence[int]) -> None:
        """Add a table: `costs` has an entry for each state of the variables in `scope`."""
        known = self._tables.get(scope)
        self._tables[scope] = costs if known is None else [a + b for a, b in zip(known, costs, strict=True)]

    def cheapest(self, count: int) -> list[int]:
        """Return the values, 0 or 1, of the variables 0 to `count` - 1 at which the sum is least.

        A variable with more than MAX_WIDTH neighbours gets the value whose least possible cost is less, so that any
        input ends in time; only then another choice may be cheaper.
        """
        left = set(range(count))
        steps: list[tuple[int, Scope, Sequence[int]]] = []
        while left:
            neighbours = self._neighbours(left)
            variable = min(left, key=lambda each: (len(neighbours[each]), each))
            if len(neighbours[variable]) > MAX_WIDTH:
                variable = max(left, key=lambda each: (len(neighbours[each]), -each))
                steps.append((variable, (), [self._fix(variable)]))
            else:
                scope = tuple(sorted(neighbours[variable]))
                steps.append((variable, scope, self._eliminate(variable, scope)))
            left.discard(variable)
        values = [0] * count
        for variable, scope, decided in reversed(steps):
            values[variable] = decided[sum(values[each] << number for number, each in enumerate(scope))]
        return values

    def _neighbours(self, left: set[int]) -> Mapping[int, set[int]]:
        found: dict[int, set[int]] = {each: set() for each in left}
        for scope in self._tables:
            for each in scope:
                found[each].update(scope)
        for each, beside in found.items():
            beside.discard(each)
        return found

    def _take(self, variable: int) -> list[tuple[Scope, Sequence[int]]]:
        found = [(scope, costs) for scope, costs in self._tables.items() if variable in scope]
        for scope, _ in found:
            del self._tables[scope]
        return found

    def _eliminate(self, variable: int, scope: Scope) -> Sequence[int]:
        """Replace the tables with a variable by one without it; return its better value for each state of the scope."""
        size = 1 << len(scope)
        off, on = [0] * size, [0] * size
        for inner, costs in self._take(variable):
            bit = 1 << inner.index(variable)
            weights = [1 << inner.index(each) if each in inner else 0 for each in scope]
            indexes = [0] * size
            for state in range(1, size):
                lowest = state & -state
                indexes[state] = indexes[state ^ lowest] | weights[lowest.bit_length() - 1]
            off = [sum_ + costs[index] for sum_, index in zip(off, indexes, strict=True)]
            on = [sum_ + costs[index | bit] for sum_, index in zip(on, indexes, strict=True)]
        self.add(scope, [min(pair) for pair in zip(off, on, strict=True)])
        return [int(b < a) for a, b in zip(off, on, strict=True)]

    def _fix(self, variable: int) -> int:
        """Give a variable the value of the lower bound that is less, and return it."""
        parts = []
        bounds = [0, 0]
        for inner, costs in self._take(variable):
            bit = 1 << inner.index(variable)
            halves = [[cost for index, cost in enumerate(costs) if bool(index & bit) is bool(on)] for on in (0, 1)]
            bounds = [bound + min(half) for bound, half in zip(bounds, halves, strict=True)]
            parts.append((tuple(each for each in inner if each != variable), halves))
        value = int(bounds[1] < bounds[0])
        for inner, halves in parts:
            self.add(inner, halves[value])
        return value
