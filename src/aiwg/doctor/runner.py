"""Looking at one scope or several: all checks, one after the other, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.core.dataclass import dataclass, field
from aiwg.core.progress import each_of
from aiwg.deployment.pipeline import plan_deployment
from aiwg.doctor.model import outcome
from aiwg.doctor.registry import CHECKS
from aiwg.doctor.scope import InspectedScope, Planning, open_subject
from aiwg.findings.model import ERROR, WARNING, Finding
from aiwg.fs.roots import user_manifest

PROJECT, USER = "project", "user"


@dataclass(slots=True)
class Report:
    """What was looked at and what was found, in the order of the checks."""

    subject: InspectedScope
    findings: list[Finding] = field(default_factory=list)

    @property
    def fixable(self) -> list[Finding]:
        """Return what `--fix` mends."""
        return [each for each in self.findings if each.fixable and each.level not in ("ok", "skipped")]

    def about(self, platform: str) -> list[Finding]:
        """Return what concerns one platform and is bad."""
        return [each for each in self.findings if platform in each.platforms and each.level in (ERROR, WARNING)]


def scopes_to_look_at(scope: str | None) -> list[str]:
    """Return the scope that was asked for, else the project and, when something is deployed there, the home folder."""
    if scope is not None:
        return [scope]
    return [PROJECT, USER] if user_manifest().exists() else [PROJECT]


def examine(
    project: Path,
    scope: str,
    platforms: Sequence[str] = (),
    run_clients: bool = False,
    plan: Planning = plan_deployment,
) -> Report:
    """Return what is found in a scope. Nothing is written, and no client is run unless that is asked for.

    `plan` makes the plan of what is deployed.

    Raises UserError (usage) for a project that is no folder and for a platform that nobody knows.
    """
    subject = open_subject(project, scope, platforms, run_clients, plan)
    checks = each_of("Checking the deployed files", CHECKS)
    return Report(subject, [each for check in checks for each in outcome(check, subject)])
