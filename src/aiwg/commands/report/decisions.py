"""The decision records of a project, oldest first."""

from __future__ import annotations

from typing import Any

from aiwg.adr.links import SUPERSEDES
from aiwg.adr.site.timeline import in_order
from aiwg.commands.report.names import Names
from aiwg.commands.report.snapshot import Snapshot
from aiwg.core.errors import UserError
from aiwg.decisions.folder import decision_folders


def decisions_data(snapshot: Snapshot, names: Names) -> list[dict[str, Any]]:
    """Return the records as a timeline; none in the user scope, or where their folder cannot be told."""
    if snapshot.subject.scope != "project":
        return []
    try:
        folders = decision_folders(snapshot.subject.project)
    except UserError:
        return []
    return [
        {
            "number": record.id,
            "title": record.title,
            "status": record.status_text,
            "in_force": record.in_force,
            "date": record.date,
            "supersedes": sorted(map(str, record.targets.get(SUPERSEDES, ()))),
            "package": record.package or None,
            "path": names.path(record.file),
        }
        for folder in folders
        for record in in_order(folder.records.all)
    ]
