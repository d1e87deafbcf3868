"""Which of several places a platform reads, and which of several copies it takes: what adapters say, judged once.

Placement asks it about places, before there is a file; `shadowing` asks it about the files that are there.
"""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.adapter.model import Cell, Place


def is_read_by(place: Place, surface: str) -> bool:
    """Say whether an implementation of a platform reads a place; each does that is named by no place."""
    return not place.surfaces or surface in place.surfaces


def comes_before(one: Place, other: Place) -> bool:
    """Say whether a platform that finds something at one place passes over another one."""
    return one.group is not None and one.group == other.group and one.rank < other.rank


def needs_no_more(place: Place, own: Iterable[Place]) -> bool:
    """Say whether a place loads whenever the platform's own ones do: another tool's folder may need a gate more."""
    if not place.compat:
        return True
    return {gate for each in own if not each.compat for gate in each.gates}.issuperset(place.gates)


def dedup_of_copies(cell: Cell, has_same_id: bool) -> str:
    """Return by what a platform drops a second copy of an artifact, given whether both lie under the same id."""
    if cell.dedup == "path":
        return "name" if has_same_id else "none"
    if cell.dedup == "name" and not has_same_id:
        return "unknown"  # whether what lies deeper has the same name there
    return "name" if cell.dedup == "bytes" and cell.kind == "skills" else cell.dedup
