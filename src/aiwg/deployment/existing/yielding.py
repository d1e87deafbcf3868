"""A file of yours that has the place of a bundled artifact: it wins, and the artifact is left out of its platforms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import replace
from aiwg.core.errors import UserError
from aiwg.deployment.stages import Loaded, Planned
from aiwg.findings.model import Finding
from aiwg.fs.tree import ABSENT, BLOCKED, FileTree
from aiwg.manifest import FILE
from aiwg.plan.actions import Action
from aiwg.source.layers import BUNDLED

CODE = "yours-instead"
SHOWN = 3


def without_yielding(planned: Planned) -> Loaded | None:
    """Return what is to be deployed beside the files of yours that are in the way of bundled artifacts.

    None when there are none that the plan does not know yet.
    """
    loaded = planned.loaded
    if not planned.plan.conflicts:
        return None
    bundled = {artifact.named for artifact in planned.catalog if artifact.origin.layer == BUNDLED}
    disk = FileTree(planned.workspace.roots)
    found = [action for action in planned.plan.conflicts if _yields(action, planned, bundled, disk)]
    if not found or all(action.path in loaded.yielded for action in found):
        return None  # what gave way once and still conflicts would do so for ever
    leaving: dict[str, set[str]] = {}
    for action in found:
        for name in action.artifacts:
            leaving.setdefault(name, set()).update(action.platforms)
    yielded = {**loaded.yielded, **{action.path: action.artifacts for action in found}}
    catalog = Catalog(_left_out(artifact, leaving) for artifact in loaded.catalog)
    return replace(loaded, catalog=catalog, yielded=yielded)


def _yields(action: Action, planned: Planned, bundled: set[str], disk: FileTree) -> bool:
    """Say whether a conflict is one of a file of yours with bundled artifacts alone."""
    if action.own != FILE or action.path in planned.old.records:
        return False
    if not action.artifacts or not bundled.issuperset(action.artifacts):
        return False
    try:
        actual = disk.look(action.path, read=False)
    except UserError:
        return False
    return actual.kind not in (ABSENT, BLOCKED) or (actual.kind == BLOCKED and "only in case" in actual.detail)


def _left_out(artifact: Artifact, leaving: Mapping[str, set[str]]) -> Artifact:
    gone = leaving.get(artifact.named)
    return artifact.with_(exclude=tuple(sorted({*artifact.exclude, *gone}))) if gone else artifact


def yielding_notes(loaded: Loaded) -> Iterator[Finding]:
    """Yield one message on all files of yours that win over bundled artifacts, with the line that says so for good."""
    if not loaded.yielded:
        return
    paths = sorted(loaded.yielded)
    names = sorted({name for path in paths for name in loaded.yielded[path]})
    if len(paths) == len(names) == 1:
        message = f"your {paths[0]} replaces the bundled {names[0]}"
    else:
        listed = ", ".join(paths[:SHOWN]) + (f", and {len(paths) - SHOWN} more" if len(paths) > SHOWN else "")
        message = f"{len(paths)} of your files replace bundled artifacts: {listed}"
    it = "it" if len(names) == 1 else "them"
    hint = f"to exclude {it} everywhere, add to aiwg.yaml: exclude: [{', '.join(names)}]"
    yield Finding(CODE, "info", message, hint=hint)
