"""Where the artifacts come from: each layer with its folder, its commit and age; and the last deploy."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from aiwg.commands.report.git_state import GitState, git_state
from aiwg.commands.report.names import Names
from aiwg.commands.report.snapshot import Snapshot
from aiwg.core.errors import UserError
from aiwg.source.layers import BUNDLED, Layer, layers_for
from aiwg.source.load import PARTS


def sources_data(
    snapshot: Snapshot, artifacts: Iterable[dict[str, Any]], now: datetime, names: Names
) -> list[dict[str, Any]]:
    """Return the layers, weakest first; `artifacts` are those of the report."""
    listed = list(artifacts)
    roots = Counter(_root(each["source_path"]) for each in listed)
    return [_source(layer, roots, now, names) for layer in _layers(snapshot) if layer.root.is_dir()]


def _layers(snapshot: Snapshot) -> Iterable[Layer]:
    """Return the layers of the plan; without one those that a deploy would read, none where these are broken."""
    if snapshot.loaded is not None:
        return snapshot.loaded.layers
    workspace = snapshot.subject.workspace
    if workspace is None:
        return ()
    project = workspace.project if workspace.scope == "project" else None
    try:
        return layers_for(project, (), workspace.config.sources, (), workspace.config.bundles)
    except UserError:
        return ()


def _root(path: str | None) -> str:
    return (path or "").partition("/")[0]


def _source(layer: Layer, roots: Counter[str], now: datetime, names: Names) -> dict[str, Any]:
    locked, state = layer.locked, GitState()
    if locked is None and layer.name != BUNDLED:
        state = git_state(layer.root, PARTS)
    date = state.date
    return {
        "id": layer.shown,
        "name": layer.name,
        "path": names.path(layer.shown if locked is None else layer.shown.strip("()")),
        "url": locked.url if locked is not None else None,
        "ref": (locked.ref or None) if locked is not None else state.branch,
        "commit": locked.commit if locked is not None else state.commit,
        "date": date.isoformat() if date is not None else None,
        "age_days": max(0, (now - date).days) if date is not None else None,
        "dirty": state.is_dirty,
        "remote": state.remote,
        "artifacts": sum(count for root, count in roots.items() if _is_of(root, layer)),
    }


def _is_of(root: str, layer: Layer) -> bool:
    return root == layer.shown.partition("/")[0]


def deployed_data(snapshot: Snapshot) -> dict[str, Any] | None:
    """Return when the last deploy on this machine wrote the record, and which aiwg did; None without one.

    The record itself holds no time. Where git brought it, the time is that of the checkout.
    """
    workspace = snapshot.subject.workspace or snapshot.subject.bare
    if workspace is None or not snapshot.subject.is_deployed:
        return None
    try:
        written = os.stat(workspace.state.manifest).st_mtime
    except OSError:
        return None
    return {"version": None, "time": datetime.fromtimestamp(written, UTC).isoformat(timespec="seconds")}
