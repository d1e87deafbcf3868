"""Whether a merge may have left something to settle: without a sign of one, neither git nor any more code is needed."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.deployment.merging.git import repository_of
from aiwg.deployment.workspace import Workspace
from aiwg.manifest import Manifest
from aiwg.plan.actions import ADOPT, CONFLICT, DRIFT, Action, Plan
from aiwg.plan.diff import Look
from aiwg.render.outputs import Output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.deployment.merging.settle import Settlement


def settle_merge(
    workspace: Workspace, recorded: Manifest, old: Manifest, outputs: Iterable[Output], plan: Plan, look: Look
) -> Settlement | None:
    """Return what a merge left, settled; None when there was none.

    `recorded` is the manifest as it is on disk, and `old` what can be believed of it. git is asked only where the plan
    has drift, or a merge is under way.
    """
    repository = repository_of(str(workspace.project)) if workspace.scope == "project" else None
    suspects = {action.path for action in plan.actions if _is_suspect(action, old)}
    is_under_way = repository is not None and repository.is_under_way
    if not (recorded.others or is_under_way or (suspects and repository)):
        return None
    from aiwg.deployment.merging.settle import settle_all
    from aiwg.deployment.merging.versions import MergedCommits

    commits = MergedCommits(repository, workspace.state.shown_manifest)
    commits.ask()
    if not (recorded.others or commits.commits or commits.unmerged):
        return None
    commits.believe(recorded, workspace.claims.of(recorded, *commits.manifests))
    return settle_all(commits, old, outputs, {*suspects, *recorded.others}, look)


def _is_suspect(action: Action, old: Manifest) -> bool:
    """Say whether what stands at a path may be what git made of texts of ours."""
    return action.action in (CONFLICT, *DRIFT) or (action.action == ADOPT and action.path not in old.records)
