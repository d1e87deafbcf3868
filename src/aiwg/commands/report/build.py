"""A report as data, `aiwg.report/1`: docs/schemas/report.schema.json says what each part means."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from aiwg import __version__
from aiwg.commands.report.artifacts import artifacts_data, held_data, in_scope, named_artifacts
from aiwg.commands.report.decisions import decisions_data
from aiwg.commands.report.delivery import NOWHERE, RECORDED, deliveries_of, outcome
from aiwg.commands.report.files import files_data
from aiwg.commands.report.findings import findings_data
from aiwg.commands.report.names import Names
from aiwg.commands.report.snapshot import Snapshot
from aiwg.commands.report.sources import deployed_data, sources_data
from aiwg.commands.report.steps import next_steps, verdict
from aiwg.commands.report.tools import tool_data

SCHEMA = "aiwg.report/1"


def report_of(snapshot: Snapshot, is_redacted: bool = False, now: datetime | None = None) -> dict[str, Any]:
    """Return the report of a snapshot. `is_redacted`: files of the home folder stand in it without their names."""
    now = now or datetime.now(UTC)
    subject = snapshot.subject
    artifacts = named_artifacts(snapshot)
    ids = frozenset(name.partition("/")[2].rpartition("/")[2] for name in artifacts)
    numbers = {name: number for number, name in enumerate(artifacts)}
    names = Names(subject.here.shown, is_redacted, numbers, ids=ids)
    deliveries, outcomes = _deliveries(snapshot, artifacts, names)
    listed = artifacts_data(snapshot, artifacts, names)
    findings = in_scope(findings_data(snapshot, names), subject.scope)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "generated": now.isoformat(timespec="seconds"),
        "project": _project(snapshot, names),
        "deployed": deployed_data(snapshot),
        "verdict": verdict(snapshot, findings, len(artifacts)),
        "next": in_scope(next_steps(snapshot, findings), subject.scope),
        "tools": [
            tool_data(adapter, snapshot.contexts.get(adapter.id), subject.records, names)
            for adapter in snapshot.adapters
        ],
        "artifacts": listed,
        "outcomes": outcomes,
        "paths": names.paths,
        "deliveries": deliveries,
        "findings": findings,
        "held": in_scope(held_data(snapshot.planned), subject.scope),
        "files": files_data(snapshot, names),
        "sources": sources_data(snapshot, listed, now, names),
        "decisions": decisions_data(snapshot, names),
        "errors": errors_data(snapshot, names),
    }


def _deliveries(snapshot: Snapshot, artifacts: Any, names: Names) -> tuple[list[list[list[int]]], list[dict[str, Any]]]:
    if snapshot.planned is not None:
        return deliveries_of(snapshot.planned, snapshot.adapters, artifacts, names)
    said = {"code": "recorded", "text": "aiwg wrote it earlier; it knows no more until the sources can be read"}
    arrived = {
        (name, id): path
        for path, record in sorted(snapshot.manifest.records.items())
        for name in record.artifacts
        for id in record.platforms
    }
    columns = []
    for adapter in snapshot.adapters:
        found = (arrived.get((name, adapter.id)) for name in names.numbers)
        columns.append([[0, names.path_number(path)] if path else [1, NOWHERE] for path in found])
    return columns, [outcome(RECORDED, reason=said), outcome("unsupported")]


def _project(snapshot: Snapshot, names: Names) -> dict[str, Any]:
    subject, home = snapshot.subject, snapshot.subject.environment.home
    path = os.path.abspath(subject.project)
    is_user = subject.scope == "user"
    shown = (
        "~" if is_user or path == home else f"~{path[len(home) :]}" if home and path.startswith(home + "/") else path
    )
    return {
        "name": "Home folder" if is_user else os.path.basename(path) or path,
        "path": os.path.basename(path) if names.is_redacted and not is_user else shown,
        "scope": subject.scope,
        "root": "~" if is_user else ".",
        "is_deployed": subject.is_deployed,
    }


def errors_data(snapshot: Snapshot, names: Names) -> list[dict[str, Any]]:
    """Return why there is no plan: each problem with its place. Then the report follows the record of aiwg."""
    failure = snapshot.subject.failure
    if failure is None:
        return []
    errors = [each for each in failure.problems if each.level == "error"]
    if not errors:
        return [{"where": None, "what": failure.message, "hint": failure.hint or None}]
    return [
        {"where": names.path(each.where()) or None, "what": each.message, "hint": each.hint or None} for each in errors
    ]
