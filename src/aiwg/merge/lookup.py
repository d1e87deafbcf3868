"""Finding many members of one document: each container is indexed once, not searched for each step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.merge.paths import AMBIGUOUS, MISSING, KeyPath, Member, RepeatedKeys, Step, Value, plain


class Lookup:
    """Finds what paths lead to in a document that nobody changes meanwhile."""

    def __init__(self, document: object) -> None:
        self.document = document
        self.indexes: dict[tuple[int, str | None], dict[object, list[int]]] = {}
        self.seen: dict[int, tuple[int, object]] = {}
        self.numbers: dict[object, int] = {}

    def get(self, path: KeyPath) -> object:
        """Return the value at the path, MISSING, or AMBIGUOUS where a key on the way stands twice."""
        here = self.document
        for step in path:
            if isinstance(step, str):
                if isinstance(here, RepeatedKeys) and step in here.repeated:
                    return AMBIGUOUS
                here = here.get(step, MISSING) if isinstance(here, dict) else MISSING
            else:
                places = self.positions(here, step)
                here = here[places[0]] if places and isinstance(here, list) else MISSING
        return here

    def positions(self, elements: object, step: Member | Value) -> Sequence[int]:
        """Return the indexes of the elements that the step names; the list is a part of the document."""
        if not isinstance(elements, list):
            return ()
        key = step.key if isinstance(step, Member) else None
        name = (id(elements), key)
        if name not in self.indexes:
            self.indexes[name] = self._index(elements, key)
        wanted = plain(step.value) if isinstance(step, Value) else step.value
        return self.indexes[name].get(self._identity(wanted), ())

    def _index(self, elements: list[object], key: str | None) -> dict[object, list[int]]:
        """Return where each value stands in a list: as an element, or in the elements under a key."""
        found: dict[object, list[int]] = {}
        for index, element in enumerate(elements):
            if key is None:
                found.setdefault(self._identity(element), []).append(index)
            elif isinstance(element, dict) and key in element:
                found.setdefault(self._identity(element[key]), []).append(index)
        return found

    def _identity(self, value: object) -> object:
        """Return what is equal for two values just when `same` says that they are; aliases are followed once."""
        if not isinstance(value, dict | list):
            return (type(value), value) if value == value else (type(value), "NaN")  # only NaN differs from itself
        if id(value) not in self.seen:
            if isinstance(value, dict):
                parts: object = frozenset((key, self._identity(item)) for key, item in value.items())
            else:
                parts = tuple(map(self._identity, value))
            number = self.numbers.setdefault((isinstance(value, dict), parts), len(self.numbers))
            self.seen[id(value)] = (number, value)
        return self.seen[id(value)][0]


def places(container: object, steps: Sequence[Step]) -> list[int] | None:
    """Return the index of each step in a list, no two the same; None unless each names just one element."""
    lookup = Lookup(container)
    found = [lookup.positions(container, step) if not isinstance(step, str) else [] for step in steps]
    first = [each[0] for each in found if len(each) == 1]
    return first if len(set(first)) == len(steps) else None


def with_members(container: object, members: Sequence[tuple[Step, object]]) -> object:
    """Return a container with new members; MISSING unless each step then names its own."""
    if isinstance(container, dict):
        new = {step: value for step, value in members if isinstance(step, str)}
        is_new = len(new) == len(members) and container.keys().isdisjoint(new)
        return {**container, **new} if is_new else MISSING
    if not isinstance(container, list):
        return MISSING
    elements = [*container, *(value for _, value in members)]
    wanted = list(range(len(container), len(elements)))
    return elements if places(elements, [step for step, _ in members]) == wanted else MISSING


def without_members(container: object, steps: Sequence[Step]) -> object:
    """Return a container without these members; MISSING unless each step names one of its own."""
    if isinstance(container, dict):
        gone = {step for step in steps if isinstance(step, str)}
        are_there = len(gone) == len(steps) and gone <= container.keys()
        return {key: value for key, value in container.items() if key not in gone} if are_there else MISSING
    found = places(container, steps)
    if not isinstance(container, list) or found is None:
        return MISSING
    indexes = set(found)
    return [element for index, element in enumerate(container) if index not in indexes]


class Paths:
    """Paths, and which others are among them or lead through one of them or from one of them on."""

    def __init__(self, paths: Iterable[KeyPath]) -> None:
        self.hashed: set[KeyPath] = set()
        self.parents: set[KeyPath] = set()
        self.others: list[KeyPath] = []
        for path in paths:
            try:
                self.hashed.add(path)
            except TypeError:  # the value of a step is a mapping or a list
                self.others.append(path)
            else:
                self.parents.update(path[:length] for length in range(len(path)))

    def __contains__(self, path: KeyPath) -> bool:
        return _holds(self.hashed, path) or path in self.others

    def overlap(self, path: KeyPath) -> bool:
        """Return whether one of the paths leads through the path, or the path through one of them."""
        if _holds(self.parents, path) or any(_holds(self.hashed, path[:length]) for length in range(len(path) + 1)):
            return True
        return any(path[: len(other)] == other[: len(path)] for other in self.others)


def _holds(paths: set[KeyPath], path: KeyPath) -> bool:
    try:
        return path in paths
    except TypeError:
        return False
