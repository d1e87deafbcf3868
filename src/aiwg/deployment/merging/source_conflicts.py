"""Conflicts of a merge in the sources: aiwg names them, and leaves them to the user."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator

from aiwg.core.read import read_whole
from aiwg.deployment.merging.git import repository_of
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.source.layers import Layer

CODE = "merge-conflict"


def source_conflicts(workspace: Workspace, layers: Iterable[Layer]) -> list[Finding]:
    """Return an error for each source file that a merge left with conflict markers, a warning for other conflicts.

    Only while a merge is under way or git sees conflicts; a text that shows markers is none.
    """
    repository = repository_of(str(workspace.project)) if workspace.scope == "project" else None
    if repository is None or not repository.is_under_way:
        return []
    roots = [os.path.realpath(layer.root) for layer in layers]
    project = os.path.realpath(workspace.project)
    found = (
        _conflict(project, path, stages.keys())
        for path, stages in sorted(repository.unmerged().items())
        if any(os.path.join(project, path).startswith(f"{root}/") for root in roots)
        and path != workspace.state.shown_manifest
    )
    return [finding for each in found for finding in each]


def _conflict(project: str, path: str, stages: Collection[int]) -> Iterator[Finding]:
    try:
        from aiwg.merge.conflicts import lines_of

        lines = lines_of(read_whole(os.path.join(project, path)).decode("utf-8", "replace"))
    except OSError:  # it is gone from the work tree: nothing is deployed of it
        return
    from aiwg.merge.conflicts import marker_of

    line = next((number for number, line in enumerate(lines, 1) if marker_of(line)[0] == "<"), None)
    if line is not None:
        yield Finding(CODE, "error", "has a merge conflict", path, line, hint="resolve it, then run: aiwg sync")
    elif not {2, 3}.issubset(stages):
        hint = f"keep it: git add {path}   or delete it: git rm {path}"
        yield Finding(CODE, "warning", "has a merge conflict: one branch deleted it", path, hint=hint)
