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
from aiwg.deployment.load_sources import load_for_reading
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.recalled.plan import recalled_plan
from aiwg.deployment.stages import Loaded, Planned
from aiwg.deployment.workspace import Workspace
from aiwg.doctor.runner import Report, examine
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import Finding
from aiwg.loading import LoadedContext
from aiwg.manifest import Manifest
from aiwg.source.refused import Refused


@dataclass(frozen=True)
class Snapshot:
    """A scope as it is now: what `doctor` found in it, its plan, and what each tool loads.

    `planned` is the plan: of what is deployed, or, where nothing is, of a first deploy; None where there is none.
    `unplaced` are the sources where there is no platform to plan a first deploy for.
    """

    examined: Report
    planned: Planned | None
    unplaced: Loaded | None = None

    @property
    def subject(self) -> InspectedScope:
        """Return the scope that was looked at."""
        return self.examined.subject

    @property
    def loaded(self) -> Loaded | None:
        """Return what the sources hold; None where they cannot be used."""
        return self.planned.loaded if self.planned is not None else self.unplaced

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Return the artifacts that errors keep out."""
        if self.planned is not None:
            return self.planned.refused
        return tuple(self.unplaced.refusals) if self.unplaced is not None else ()

    @property
    def problems(self) -> tuple[Finding, ...]:
        """Return the problems of the sources and of the plan, but for those of what is refused."""
        found = self.planned or self.unplaced
        return found.problems if found is not None else ()

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
    planned, unplaced = subject.deployment, None
    if planned is None and subject.workspace is not None and not subject.is_deployed and not subject.failed:
        try:
            planned, unplaced = _first_deploy(subject, subject.workspace)
        except UserError as error:  # the findings say why a source is broken
            subject.failure, subject.failed = error, "plan"
    return Snapshot(examined, planned, unplaced)


def _planned(intent: Inspect, workspace: Workspace) -> Planned:
    return recalled_plan(intent, workspace, lambda: recall_deliveries(workspace))


def _first_deploy(subject: InspectedScope, workspace: Workspace) -> tuple[Planned | None, Loaded | None]:
    """Return the plan of a first deploy; without a platform to deploy to, what the sources hold. Raises UserError."""
    ids = tuple(adapter.id for adapter in subject.adapters)
    if ids:
        return plan_deployment(Sync(Targets(subject.project, subject.scope, ids)), workspace), None
    return None, load_for_reading(Inspect(Targets(subject.project, subject.scope)), workspace)
