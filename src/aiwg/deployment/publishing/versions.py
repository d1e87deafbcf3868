"""Packages with a version: clients fetch one again only when its version changed, so it changes with the content."""

from __future__ import annotations

import json
from collections.abc import Iterator

from aiwg.core.errors import Exit, UserError
from aiwg.deployment.publishing.plan import MadePackage, PlannedPackages
from aiwg.fs.tree import FILE, FileTree


def stop_on_stale_versions(packages: PlannedPackages) -> None:
    """Raise UserError (drift) when the content of a package changed and its version did not."""
    names = sorted({each.name for each in stale_versions(packages)})
    if names:
        raise UserError(
            f"the content of {', '.join(names)} changed, and the version {packages.details.version} did not.",
            exit=Exit.DRIFT,
            hint="Clients would not fetch it. Change package: {version: ...} in aiwg.yaml, or remove the version.",
        )


def stale_versions(packages: PlannedPackages) -> Iterator[MadePackage]:
    """Yield the packages that stand with the version of aiwg.yaml already, and would get another content."""
    version, planned = packages.details.version, packages.planned
    changed = [action.path for action in planned.plan.changes]
    disk = FileTree(planned.workspace.roots)
    for each in packages.made if version else ():
        inside = f"{each.folder}/"
        if each.target.manifest is None or not each.folder or not any(path.startswith(inside) for path in changed):
            continue
        actual = disk.look(inside + each.target.manifest.path)
        if actual.kind == FILE and _version_in(actual.data) == version:
            yield each


def _version_in(data: bytes) -> str:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    return str(value.get("version", "")) if isinstance(value, dict) else ""
