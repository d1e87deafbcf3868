"""The files that aiwg writes, folder by folder, with their state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiwg.commands.report.names import Names
from aiwg.commands.report.snapshot import Snapshot
from aiwg.findings.model import Finding
from aiwg.plan.actions import ADOPT, CONFLICT, CREATE, DELETE, DELETED, EDITED, FORGET, ORPHAN, UPDATE

STATES = {
    CREATE: "planned",
    UPDATE: "stale",
    DELETE: "stale",
    ADOPT: "unrecorded",
    EDITED: "edited",
    DELETED: "missing",
    ORPHAN: "edited",
    CONFLICT: "conflict",
}
OWNED = {"file": "aiwg", "block": "shared", "keys": "shared"}
_BY_CODE = {"output-missing": "missing", "output-edited": "edited", "output-truncated": "edited"}
"""What a check says of a file where there is no plan to say it."""


def files_data(snapshot: Snapshot, names: Names) -> list[dict[str, Any]]:
    """Return the folders by path, each with its files."""
    folders: dict[str, list[dict[str, Any]]] = {}
    for path, own, state, artifacts, tools in _files(snapshot):
        folder = names.folder_of(path)
        name = path[len(folder) + 1 :] if folder else path
        entry = {
            "name": name,
            "owner": OWNED.get(own, "aiwg"),
            "state": state,
            "artifacts": names.artifacts(artifacts),
            "tools": list(tools),
        }
        folders.setdefault(names.path(folder), []).append(entry)
    return [{"folder": folder, "files": files} for folder, files in sorted(folders.items())]


def _files(snapshot: Snapshot) -> Iterator[tuple[str, str, str, tuple[str, ...], tuple[str, ...]]]:
    """Yield path, way of owning, state, artifacts and tools of each file, by path."""
    if snapshot.planned is not None:
        for action in sorted(snapshot.planned.plan.actions, key=lambda action: action.path):
            if action.action != FORGET:
                yield action.path, action.own, STATES.get(action.action, "ok"), action.artifacts, action.platforms
        return
    said = {each.file: _BY_CODE[each.code] for each in _about_files(snapshot)}
    for path, record in sorted(snapshot.manifest.records.items()):
        yield path, record.own, said.get(path, "ok"), record.artifacts, record.platforms


def _about_files(snapshot: Snapshot) -> Iterator[Finding]:
    return (each for each in snapshot.examined.findings if each.file and each.code in _BY_CODE)
