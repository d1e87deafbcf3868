"""An adapter bound to a scope and an environment: its places as plain paths that can be compared."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.path_patterns import path_pattern
from aiwg.adapter.paths import PathSpec, Selector
from aiwg.core.dataclass import dataclass, field

OPEN = ("AGENTS.md", ".agents/", ".mcp.json", "~/.agents/")
"""Places that belong to no one platform: preferred over private ones when all else is equal."""


@dataclass(frozen=True, slots=True)
class Location:
    """One place as a plain path. `key` is equal for two platforms that mean the same place."""

    key: str
    path: str
    selector: Selector | None
    place: Place | None = None
    order: int = 0

    @property
    def file(self) -> str:
        """Return the path without {id:path}, as other platforms would write it."""
        return self.path.replace("{id:path}", "{id}")

    @property
    def is_wide(self) -> bool:
        """Say whether places that others write in other words may lie in this one: in a folder of any name, deeper."""
        return self.selector is None and any(part in self.path for part in ("*", "{id:path}", "{agent}"))

    @property
    def has_own_file(self) -> bool:
        """Say whether each artifact has a file of its own here, keys or not."""
        return "{id" in self.path

    @property
    def is_open(self) -> bool:
        """Say whether the place belongs to no one platform."""
        return self.path.startswith(OPEN)


SAME, OTHER = "same", "other"
"""How a place lies in another one: with the same id for what is in it, or with another."""

_SAMPLE = "0sample0"


@functools.cache
def covers(path: str, key: str) -> str:
    """Return how a place to write, `key`, lies in a wide one that is read: SAME, OTHER, or an empty text when not."""
    if "#" in key or not key.startswith(path.partition("{")[0].partition("*")[0]):
        return ""
    wanted = key.replace("{id}", _SAMPLE)
    if path_pattern(path.replace("{id:path}", _SAMPLE).replace("{id}", _SAMPLE)).fullmatch(wanted):
        return SAME
    return OTHER if path_pattern(path).fullmatch(wanted) else ""


@dataclass(frozen=True, slots=True)
class ResolvedWrite:
    """A spot that may be written; `imports` is the path that the file there includes, `apart` one of ours instead."""

    spot: Location
    imports: str | None = None
    apart: str | None = None
    nested_only: bool = False


@dataclass(frozen=True, slots=True)
class ResolvedCell:
    """A cell in one scope: what is read, what may be written; the places by key, and those that others may lie in.

    `ranked` are the keys of places of which only the first that exists is read; `included` the paths that a file
    which may be written includes.
    """

    cell: Cell
    reads: tuple[Location, ...]
    writes: tuple[ResolvedWrite, ...]
    by_key: Mapping[str, tuple[Location, ...]] = field(default_factory=dict)
    wide: tuple[Location, ...] = ()
    ranked: frozenset[str] = frozenset()
    included: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cell: Cell, reads: Sequence[Location], writes: Sequence[ResolvedWrite]) -> ResolvedCell:
        """Return a bound cell with its places indexed."""
        by_key: dict[str, tuple[Location, ...]] = {}
        for spot in reads:
            by_key[spot.key] = (*by_key.get(spot.key, ()), spot)
        ranked = frozenset(spot.key for spot in reads if spot.place is not None and spot.place.group is not None)
        wide = tuple(spot for spot in reads if spot.is_wide)
        included = frozenset(write.imports for write in writes if write.imports)
        return cls(cell, tuple(reads), tuple(writes), by_key, wide, ranked, included)


@dataclass(frozen=True, slots=True)
class Platform:
    """An adapter in one scope."""

    adapter: Adapter
    scope: str
    cells: dict[str, ResolvedCell]

    @property
    def id(self) -> str:
        """Return the platform's id."""
        return self.adapter.id


def bind(
    adapter: Adapter, scope: str, environment: Environment, exists: Callable[[str], bool] = lambda path: False
) -> Platform:
    """Return the adapter with the places of one scope.

    `exists` says whether there is a file or folder at a path: of the spellings that a platform reads alike, the first
    one that exists is written, so that no second file comes beside the user's.
    """
    return Platform(
        adapter,
        scope,
        {name: _bind_cell(adapter, cell, scope, environment, exists) for name, cell in adapter.cells.items()},
    )


def _bind_cell(
    adapter: Adapter, cell: Cell, scope: str, environment: Environment, exists: Callable[[str], bool]
) -> ResolvedCell:
    reads = [
        Location(spot.key, spot.path, spot.selector, place, order)
        for order, place in enumerate(cell.reads)
        for spot in _spots(adapter, place.spec, scope, environment)
    ]
    first = {spot.key: spot for spot in reversed(reads)}
    writes = []
    for order, write in enumerate(cell.writes):
        spots = list(_spots(adapter, write.spec, scope, environment))
        if spots:
            found = spots[0] if len(spots) == 1 else next((spot for spot in spots if exists(_root_of(spot))), spots[0])
            read = first.get(found.key)
            spot = Location(found.key, found.path, found.selector, read.place if read else None, order)
            writes.append(ResolvedWrite(spot, write.imports, write.apart, write.nested_only))
    return ResolvedCell.of(cell, reads, writes)


def _root_of(spot: Location) -> str:
    """Return the part of a place's path that is the same for all artifacts."""
    return spot.path.partition("{")[0].rstrip("/")


def _spots(adapter: Adapter, spec: PathSpec, scope: str, environment: Environment) -> Iterator[Location]:
    found, prefix = environment.located(adapter, spec)
    if found != scope:
        return
    suffix = "#" + spec.text.partition("#")[2] if spec.selector is not None else ""
    for spelling in spec.spellings():
        path = prefix + spelling
        yield Location(path.replace("{id:path}", "{id}") + suffix, path, spec.selector)
