"""Whether what lies in a project's folder holds for a platform that is started in one of its subfolders."""

from __future__ import annotations

from aiwg.adapter.model import Adapter, Place
from aiwg.artifact.kinds import LOADED_CELLS

BELOW, START, UNKNOWN = "below", "start", "unknown"
"""In subfolders too; in the start folder alone; what a settings file does there is not known."""

_TEXTS = frozenset({*LOADED_CELLS, "ignore"})
_FROM_ABOVE = frozenset({"top", "up"})


def reach_of(adapter: Adapter, cell: str, place: Place) -> str:
    """Return where a project's place of a kind holds: BELOW, START or UNKNOWN.

    A place that needs a setting holds no farther than the file of that setting.
    """
    own = _own_reach(adapter, cell, place)
    if own == BELOW and place.ensure:
        files = {path.partition("#")[0] for path in place.ensure} - {""}
        needed = {_of_settings(adapter, file) for file in files}
        return next((each for each in (START, UNKNOWN) if each in needed), BELOW)
    return own


def _own_reach(adapter: Adapter, cell: str, place: Place) -> str:
    if place.spec.anchor or place.nested in ("up", "both") or place.at == "top":
        return BELOW
    said = _of_settings(adapter, place.spec.rest)
    return START if said == UNKNOWN and cell in _TEXTS else said


def _of_settings(adapter: Adapter, path: str) -> str:
    said = adapter.data.get("settings", {}).get(path)
    if said is None:
        return UNKNOWN
    return BELOW if _FROM_ABOVE.intersection([said] if isinstance(said, str) else said) else START
