"""How each artifact reaches each tool, as data: distinct outcomes once, and a number of one for each pair."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.artifact.model import Artifact
from aiwg.commands.report.names import Names
from aiwg.core.dataclass import dataclass, field
from aiwg.deployment.stages import Planned
from aiwg.explain.reasons import why_here
from aiwg.output.fidelity import form_of
from aiwg.output.losses import loss_json
from aiwg.placement.place import Placement
from aiwg.placement.resolve import bind
from aiwg.render.delivery import Delivery
from aiwg.render.values import Loss

HELD, EXCLUDED, RECORDED = "held", "excluded", "recorded"
"""Levels beside those of a delivery: it waits for approval; its author left the tool out; only the manifest says it."""

NOWHERE = -1
"""The number of a path that is not there."""


@dataclass(slots=True)
class Outcomes:
    """The distinct outcomes of a report, each with a number."""

    listed: list[dict[str, Any]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, outcome: dict[str, Any]) -> int:
        """Return the number of an outcome, which it gets when it is met first."""
        key = json.dumps(outcome, sort_keys=True)
        if key not in self._numbers:
            self._numbers[key] = len(self.listed)
            self.listed.append(outcome)
        return self._numbers[key]


def outcome(level: str, via: dict[str, str] | None = None, reason: dict[str, str] | None = None) -> dict[str, Any]:
    """Return an outcome without losses and notes."""
    return {"level": level, "via": via, "reason": reason, "losses": [], "notes": []}


def deliveries_of(
    planned: Planned, adapters: Iterable[Adapter], artifacts: Mapping[str, list[Artifact]], names: Names
) -> tuple[list[list[list[int]]], list[dict[str, Any]]]:
    """Return per tool, in the order of the numbers of artifacts, an outcome and a path each; and the outcomes."""
    arrivals: dict[str, dict[str, Delivery]] = {}
    for each in planned.deliveries:
        arrivals.setdefault(each.platform, {})[each.artifact] = each
    held = {artifact.named for artifact in (*planned.not_deployed, *planned.not_readable)}
    outcomes, ways = Outcomes(), _Ways(planned)
    columns = []
    for adapter in adapters:
        placed = ways.placed[adapter.id]
        column, got, known = [], arrivals.get(adapter.id, {}), dict[tuple[object, ...], int]()
        for name in names.numbers:
            arrival = got.get(name)
            if arrival is None or (name in held and not arrival.paths):
                column.append([outcomes.number(_absent(name in held, artifacts.get(name, []), adapter)), NOWHERE])
                continue
            (placement, way), paths = placed.get(name, _NOT_PLACED), arrival.paths
            key = (arrival.level, ways.losses(arrival), arrival.notes, way)
            number = known.get(key)
            if number is None:
                number = known[key] = outcomes.number(_outcome(arrival, placement, adapter, ways, name))
            where = names.known_paths.get((id(paths), name)) if paths else NOWHERE
            column.append([number, _path_number(paths, name, names) if where is None else where])
        columns.append(column)
    return columns, outcomes.listed


_NOT_PLACED: tuple[Placement | None, int] = None, NOWHERE


class _Ways:
    """The placement of each artifact for each tool, by the tool's id, and why it is there.

    `placed` has with each placement a number that placements share that are there for one reason.
    """

    def __init__(self, planned: Planned) -> None:
        self.planned = planned
        environment = planned.workspace.environment
        self.platforms = {each.id: bind(each, planned.workspace.scope, environment) for each in planned.adapters}
        self._losses: dict[tuple[Loss, ...], int] = {}
        self._by_object: dict[int, int] = {}
        numbers: dict[tuple[object, ...], int] = {}
        self.placed: defaultdict[str, dict[str, tuple[Placement | None, int]]] = defaultdict(dict)
        for placement in planned.placed.placements.placements:
            named = placement.artifact.named
            way = placement, numbers.setdefault(self._key(placement), len(numbers))
            for platform in placement.platforms:
                of_platform = self.placed[platform]
                if named not in of_platform:
                    of_platform[named] = way

    def losses(self, arrival: Delivery) -> int:
        """Return a number that equal losses share: those of one text are the same object for many tools."""
        known = self._by_object.get(id(arrival.losses))
        if known is None:
            known = self._losses.setdefault(arrival.losses, len(self._losses))
            self._by_object[id(arrival.losses)] = known
        return known

    def _key(self, placement: Placement) -> tuple[object, ...]:
        artifact, spot = placement.artifact, placement.spot
        folder = artifact.id if artifact.kind == "instructions" else ""
        pointer = placement.pointer_to.key if placement.pointer_to else ""
        return artifact.kind, placement.cell, spot.key, pointer, artifact.fields.get("activation"), folder

    def reason(self, placement: Placement | None, platform: str) -> dict[str, str] | None:
        """Return why an artifact is where it is, for one tool."""
        if placement is None or platform not in self.platforms:
            return None
        found = why_here(placement, self.platforms[platform], self.planned)
        return {"code": found.code, "text": found.says}


def _outcome(
    arrival: Delivery, placement: Placement | None, adapter: Adapter, ways: _Ways, name: str
) -> dict[str, Any]:
    kind = name.partition("/")[0]
    return {
        "level": arrival.level,
        "via": (form_of(placement) or None) if placement is not None else None,
        "reason": ways.reason(placement, adapter.id),
        "losses": [loss_json(loss, kind, adapter.name) for loss in arrival.losses],
        "notes": list(arrival.notes),
    }


def _absent(is_held: bool, artifacts: Iterable[Artifact], adapter: Adapter) -> dict[str, Any]:
    """Return the outcome of an artifact that no delivery is about."""
    if any(not artifact.wants(adapter.names) for artifact in artifacts):
        return outcome(EXCLUDED, reason={"code": "excluded", "text": f"its source leaves {adapter.name} out"})
    if is_held:
        return outcome(HELD, reason={"code": "not-approved", "text": "aiwg does not deploy it until you approve it"})
    return outcome("unsupported")


def _path_number(paths: Sequence[str], name: str, names: Names) -> int:
    own = name.partition("/")[2]
    number = names.path_number(", ".join(_template(path, own) for path in paths))
    names.known_paths[id(paths), name] = number  # the same object for all tools that share a file
    return number


def _template(path: str, id: str) -> str:
    """Return a path with {id} for the name of the artifact that it belongs to."""
    head, found, tail = path.rpartition(id)
    return f"{head}{{id}}{tail}" if found else path
