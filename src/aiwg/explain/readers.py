"""Which platforms read a path, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.adapter.environment import Environment
from aiwg.adapter.path_patterns import path_pattern
from aiwg.core.dataclass import dataclass
from aiwg.deployment.workspace import Workspace
from aiwg.placement.resolve import Location, bind


@dataclass(frozen=True, slots=True)
class Reading:
    """One platform that reads a path as one kind, and under which conditions."""

    platform: str
    name: str
    cell: str
    compat: bool
    keys: str
    gates: tuple[str, ...]
    surfaces: tuple[str, ...]

    @property
    def conditions(self) -> str:
        """Return the conditions in words, empty when there is none."""
        parts = ["as another tool's place"] if self.compat else []
        parts += [f"the key {self.keys}"] if self.keys else []
        parts += [f"only {', '.join(self.surfaces)}"] if self.surfaces else []
        return "; ".join([*parts, *(f"first: {gate}" for gate in self.gates)])


def readings_of(path: str, workspace: Workspace) -> Iterator[Reading]:
    """Yield every platform that reads `path` in the scope of the workspace, once per kind."""
    environment = Environment.current()
    for adapter in workspace.registry.all():
        gates = adapter.data.get("gates", {})
        for cell, bound in bind(adapter, workspace.scope, environment).cells.items():
            spot = next((spot for spot in bound.reads if _pattern(spot).fullmatch(path)), None)
            if spot is None or spot.place is None:
                continue
            place = spot.place
            said = tuple(str(gates[gate]["say"]) for gate in place.gates)
            keys = place.spec.text.partition("#")[2]
            yield Reading(adapter.id, adapter.name, cell, place.compat, keys, said, place.surfaces)


def _pattern(spot: Location) -> re.Pattern[str]:
    """Return what the paths of a place look like."""
    nested = spot.place is not None and spot.place.nested and not spot.path.startswith(("~", "/"))
    return path_pattern(f"{'**/' if nested else ''}{spot.path}{'{id:path}' if spot.path.endswith('/') else ''}")
