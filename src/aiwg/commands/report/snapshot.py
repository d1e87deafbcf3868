"""One look at a scope: sources loaded once, planned once, the disk looked at once for all tools."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from aiwg.adapter.model import Adapter
from aiwg.commands.kept_deliveries import recall_deliveries
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.deployment.intent import Inspect, Sync, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.recalled.plan import recalled_plan
from aiwg.deployment.stages import Planned
from aiwg.deployment.workspace import Workspace
from aiwg.doctor.runner import Report, examine
from aiwg.doctor.scope import InspectedScope
from aiwg.loading import LoadedContext
from aiwg.manifest import Manifest


@dataclass(frozen=True)
class Snapshot:
    """A scope as it is now: what `doctor` found in it, its plan, and what each tool loads.

    `planned` is the plan: of what is deployed, or, where nothing is, of a first deploy; None where there is none.
    """

    examined: Report
    planned: Planned | None

    @property
    def subject(self) -> InspectedScope:
        """Return the scope that was looked at."""
        return self.examined.subject

    @property
    def manifest(self) -> Manifest:
        """Return what is recorded, an empty record where nothing is or nothing can be read."""
        return self.subject.manifest or Manifest()

    @cached_property
    def adapters(self) -> list[Adapter]:
        """The tools: those deployed to, configured or detected."""
        planned = self.planned.adapters if self.planned is not None else ()
        found = {adapter.id: adapter for adapter in (*self.subject.adapters, *planned)}
        return [adapter for _, adapter in sorted(found.items())]

    @cached_property
    def contexts(self) -> dict[str, LoadedContext]:
        """What each tool loads, by its id, through one reader of the disk."""
        bound = {platform.id: platform for platform in self.subject.platforms}
        return {id: self.subject.loaded(platform) for id, platform in bound.items()}


def take_snapshot(project: Path, scope: str, platforms: Sequence[str] = ()) -> Snapshot:
    """Return a scope as it is now. Nothing is written, and nothing of the project is run.

    Raises UserError (usage) for a project that is no folder and for a platform that nobody knows.
    """
    examined = examine(project, scope, platforms, plan=_planned)
    subject = examined.subject
    planned = subject.deployment
    if planned is None and subject.workspace is not None and not subject.is_deployed and not subject.failed:
        planned = _first_deploy(subject)
    return Snapshot(examined, planned)


def _planned(intent: Inspect, workspace: Workspace) -> Planned:
    return recalled_plan(intent, workspace, lambda: recall_deliveries(workspace))


def _first_deploy(subject: InspectedScope) -> Planned | None:
    """Return the plan of a first deploy; None where none can be made: the findings say why a source is broken."""
    ids = tuple(adapter.id for adapter in subject.adapters)
    if not ids:
        return None
    try:
        return plan_deployment(Sync(Targets(subject.project, subject.scope, ids)), subject.workspace)
    except UserError as error:
        subject.failure, subject.failed = error, "plan"
        return None
