"""The artifacts of a report, and what waits for approval."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from typing import Any

from aiwg.artifact.kinds import CELL_OF, KINDS
from aiwg.artifact.model import Artifact
from aiwg.artifact.on_demand import ON_DEMAND
from aiwg.audit.secrets.search import masked
from aiwg.commands.report.names import Names
from aiwg.commands.report.snapshot import Snapshot
from aiwg.deployment.sources import about
from aiwg.deployment.stages import Planned
from aiwg.source.refused import Refused
from aiwg.trust.format import shown_details
from aiwg.trust.platforms import consent_key

HIDDEN = "..."
OF_ONE_SCOPE = frozenset({"deploy", "diff", "find", "show", "status", "trust"})
"""Commands that act on the project alone unless `--scope` says otherwise."""
VARIABLE = re.compile(r"(?:Bearer )?\$\{[A-Za-z_][A-Za-z0-9_]*\}")
"""A value that only names a variable."""

OK, WAITS, CHANGED, REFUSED, STUCK, RECORDED = "ok", "not-approved", "changed", "refused", "conflict", "recorded"


def named_artifacts(snapshot: Snapshot) -> dict[str, list[Artifact]]:
    """Return the artifacts of the sources by the name that people know; of a manifest alone the names without any."""
    if snapshot.loaded is None:
        records = snapshot.manifest.records.values()
        recorded = {name for record in records for name in record.artifacts if name.partition("/")[0] in KINDS}
        return {name: [] for name in sorted(recorded)}
    found: dict[str, list[Artifact]] = {}
    catalog = snapshot.planned.catalog if snapshot.planned is not None else snapshot.loaded.catalog
    for artifact in (*catalog, *snapshot.loaded.on_demand, *snapshot.loaded.withheld):
        found.setdefault(artifact.named, []).append(artifact)
    for each in snapshot.refused:
        found.setdefault(each.located.key, [])
    return dict(sorted(found.items()))


def artifacts_data(snapshot: Snapshot, artifacts: dict[str, list[Artifact]], names: Names) -> list[dict[str, Any]]:
    """Return the artifacts in the order of their numbers."""
    states = _states(snapshot)
    refused = {each.located.key: each for each in snapshot.refused}
    default = RECORDED if snapshot.loaded is None else OK
    return [
        _artifact(name, own, states.get(name, default), refused.get(name), names) for name, own in artifacts.items()
    ]


def _artifact(name: str, own: Iterable[Artifact], state: str, refused: Refused | None, names: Names) -> dict[str, Any]:
    kind, _, id = name.partition("/")
    first = next(iter(own), None)
    return {
        "id": name,
        "kind": kind,
        "name": id,
        "layer": first.origin.layer if first is not None else None,
        "source_path": names.path(first.origin.file) if first is not None else _where(refused, names),
        "description": masked(about(first)) if first is not None else None,
        "delivery": _delivery(state, first),
        "state": state,
    }


def _delivery(state: str, artifact: Artifact | None) -> str:
    """Return how an artifact leaves its source."""
    if state == REFUSED:
        return "excluded"
    if artifact is not None and artifact.delivery == ON_DEMAND:
        return ON_DEMAND
    return "held" if state == WAITS else "deployed"


def _where(refused: Refused | None, names: Names) -> str | None:
    file = next((each.file for each in refused.problems if each.file), None) if refused is not None else None
    return names.path(file) if file else None


def _states(snapshot: Snapshot) -> dict[str, str]:
    """Return the artifacts that are not simply deployed, with what they are instead."""
    refused = {each.located.key: REFUSED for each in snapshot.refused}
    planned = snapshot.planned
    if planned is None:
        return refused
    found = {name: STUCK for action in planned.plan.conflicts for name in action.culprits}
    found |= {each.named: CHANGED for each in planned.kept}
    found |= {each.named: WAITS for each in (*planned.not_deployed, *planned.not_readable)}
    return found | refused


def held_data(planned: Planned | None) -> list[dict[str, Any]]:
    """Return what waits for approval: for which tools, and what it would run. Secrets are masked."""
    if planned is None:
        return []
    waiting = {id: artifact for artifact in _waiting(planned) for id in [artifact.key]}
    found = [_held(artifact, planned) for _, artifact in sorted(waiting.items())]
    for id in sorted(planned.workspace.registry.waiting):
        runs = [{"what": "adapter", "value": "decides which files aiwg writes"}]
        found.append({"id": consent_key(id), "tools": [id], "runs": runs, "command": _trust(id)})
    return found


def _waiting(planned: Planned) -> list[Artifact]:
    return [*planned.not_deployed, *planned.not_readable, *planned.kept]


def _held(artifact: Artifact, planned: Planned) -> dict[str, Any]:
    cells = {CELL_OF.get(artifact.kind, ""), *KINDS[artifact.kind].delivered_as.values()}
    tools = [
        adapter.id
        for adapter in planned.adapters
        if artifact.wants(adapter.names) and not cells.isdisjoint(adapter.cells)
    ]
    runs = [{"what": what, "value": _safe(what, value)} for what, value in shown_details(artifact)]
    return {"id": artifact.named, "tools": tools, "runs": runs, "command": _trust(artifact.id)}


def _safe(what: str, value: str) -> str:
    """Return a value without secrets: of what is passed on as environment or headers only the names and variables."""
    if what not in ("env", "headers"):
        return masked(value)
    try:
        entries = json.loads(value)
    except ValueError:
        return HIDDEN
    if not isinstance(entries, dict):
        return HIDDEN
    return ", ".join(f"{name}={each if _is_variable(each) else HIDDEN}" for name, each in entries.items())


def _is_variable(value: object) -> bool:
    return isinstance(value, str) and VARIABLE.fullmatch(value) is not None


def _trust(id: str) -> dict[str, Any]:
    return command("aiwg", "trust", id)


def command(*argv: str) -> dict[str, Any]:
    """Return a command as data: its arguments, and as a person types it."""
    return {"argv": list(argv), "text": shlex.join(argv)}


def in_scope(found: Iterable[dict[str, Any]], scope: str) -> list[dict[str, Any]]:
    """Return parts of a report with commands that act on its scope: many act on the project unless told otherwise."""
    return [each | {"command": _scoped(each["command"], scope)} for each in found]


def _scoped(told: dict[str, Any] | None, scope: str) -> dict[str, Any] | None:
    if told is None or scope != "user" or "--scope" in told["argv"] or told["argv"][1] not in OF_ONE_SCOPE:
        return told
    return command(*told["argv"], "--scope", scope)
