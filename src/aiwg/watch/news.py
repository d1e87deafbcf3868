"""What is to be told of a run of the watch: of a plan, and of why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aiwg.core.errors import UserError
from aiwg.deployment.stages import Planned
from aiwg.plan.actions import DRIFT, ORPHAN
from aiwg.watch.events import Drifted, Failed, News, Warned

if TYPE_CHECKING:
    from aiwg.findings.model import Finding


def news_of(deployment: Planned, scope: str, offers: bool) -> Iterable[News]:
    """Yield what of a plan is to be told; with `offers` what the user edited is offered to him elsewhere."""
    for each in deployment.refused:
        for problem in each.problems:
            yield Failed(scope, *_told(problem))
    for action in deployment.plan.conflicts:
        yield Failed(scope, action.path, action.reason, action.hint)
    for action in deployment.plan.of(*([ORPHAN] if offers else DRIFT)):
        yield Drifted.by(scope, action)
    for problem in deployment.problems:
        if problem.level == "warning":
            yield Warned(scope, problem.where(), problem.message, problem.hint or "")
    for artifact in dict.fromkeys(artifact.named for artifact in deployment.not_deployed):
        yield Warned(scope, artifact, "not deployed until you approve it", "aiwg trust")
    for artifact in dict.fromkeys(artifact.named for artifact in deployment.kept):
        yield Warned(scope, artifact, "changed and not approved: the committed version stays", "aiwg trust")


def troubles_of(scope: str, error: UserError) -> Iterable[News]:
    """Yield why there is no plan: each problem of the sources, else the error itself."""
    errors = [problem for problem in error.problems if problem.level == "error"]
    if not errors:
        yield Failed(scope, "", error.message, error.hint or "")
    for problem in errors:
        yield Failed(scope, *_told(problem))


def _told(problem: Finding) -> tuple[str, str, str]:
    return problem.where(), problem.message, problem.hint or ""
