"""Work on saved texts ahead of their plan, while files still change: only the caches learn of it."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.core.errors import UserError
from aiwg.deployment.existing.context_links import ContextLinks
from aiwg.deployment.preflight import at_real_paths
from aiwg.deployment.touched.baseline import Baseline
from aiwg.deployment.touched.outputs import touched_outputs
from aiwg.deployment.touched.sources import edits_so_far
from aiwg.fs.tree import FileTree
from aiwg.plan.diff import diff
from aiwg.render.outputs import FileOutput


def look_ahead(baseline: Baseline, paths: Iterable[str]) -> None:
    """Read the texts at some real paths, check and render them, and look at the files that come of them.

    A plan finds in the caches what has not changed since. Nothing is written, and what is wrong is left for the plan to
    tell: it looks again. Shared files are not looked at: each edit of one is an edit of all of it.
    """
    try:
        edits = [] if baseline.is_merging else edits_so_far(baseline, paths)
        found = touched_outputs(edits, baseline) if edits else None
        if found is not None:
            _compare([output for output in found.outputs.values() if isinstance(output, FileOutput)], baseline)
    except (UserError, OSError):
        return


def _compare(wanted: list[FileOutput], baseline: Baseline) -> None:
    """Decide on files as a plan does."""
    loaded, workspace, known = baseline.planned.loaded, baseline.planned.workspace, baseline.manifest
    disk = FileTree(workspace.roots, loaded.caches.actual, (output.content for output in wanted))
    links = ContextLinks(workspace, loaded.adapters, known.manifest, loaded.layers)
    outputs, _ = at_real_paths(wanted, disk, workspace.claims, links)
    recorded = [output for output in outputs if output.path in known.manifest.records]
    part = known.part(*(output.path for output in recorded))
    diff(recorded, part, disk.look, known=loaded.caches.decisions)
