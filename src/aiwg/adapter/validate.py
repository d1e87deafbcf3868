"""Checking an adapter against itself: places, gates, surfaces and fields that its schema cannot see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from aiwg.adapter.model import Adapter, Cell
from aiwg.adapter.paths import PathSpec
from aiwg.artifact.fields import TYPES
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core.shape import Violation
from aiwg.core.suggest import suggest

DERIVED = frozenset(
    {
        "id",
        "body",
        "access",
        "argv",
        "bearer_env",
        "event",
        "match",
        "args",
        "paths",
        "headers",
        "same",
        "env_names",
        "env_plain",
        "headers_env",
        "headers_plain",
        "header_env",
        "prefix",
        "regex",
        "for",
        "form",
        "clone_url",
    }
)


def check_meaning(adapter: Adapter) -> Iterator[Violation]:
    """Yield what the schema cannot see: writes outside reads, unknown gates, surfaces and fields."""
    gates, surfaces = adapter.data.get("gates", {}), adapter.data.get("surfaces", ())
    for cell in adapter.cells.values():
        yield from _check_cell(cell, gates, surfaces)
    for kind in adapter.lacks:
        if kind in adapter.cells:
            yield ("none",), f"{kind} is described and listed under none", None


def _check_cell(cell: Cell, gates: Mapping[str, Any], surfaces: Sequence[str]) -> Iterator[Violation]:
    readable = {spelling for place in cell.reads for spelling in _spellings(place.spec)}
    for write in cell.writes:
        if not readable.intersection(_spellings(write.spec)) and not write.nested_only:
            message = f"writes {write.spec.text}, which it does not read"
            yield (cell.kind, "write"), message, "list it under reads too"
    yield from _check_local(cell, readable)
    for place in cell.reads:
        for gate in place.gates:
            if gate not in gates:
                message = f'the gate "{gate}" is not described under gates'
                yield (cell.kind, "reads"), message, suggest(gate, gates)
        for surface in place.surfaces:
            if surface not in surfaces:
                message = f'the program "{surface}" is missing under `surfaces`'
                yield (cell.kind, "reads"), message, suggest(surface, surfaces)
    known = {*TYPES[KIND_OF_CELL[cell.kind]], *DERIVED}
    for rule in cell.fields or ():
        for source in rule.sources:
            if source not in known and source != rule.target:
                message = f'"{source}" is not a canonical field of {cell.kind}'
                yield (cell.kind, "fields"), message, suggest(source, known)


def _check_local(cell: Cell, readable: Set[tuple[str, str, object]]) -> Iterator[Violation]:
    for write in cell.local:
        if readable.isdisjoint(_spellings(write.spec)) or write.spec.anchor:
            message = f"keeps personal parts in {write.spec.text}, which it does not read in a project"
            yield (cell.kind, "local"), message, "list it under reads too"


def _spellings(spec: PathSpec) -> Iterator[tuple[str, str, object]]:
    for spelling in spec.spellings():
        yield spec.anchor, spelling.replace("{id:path}", "{id}"), spec.selector
