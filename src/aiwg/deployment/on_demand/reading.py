"""Everything that the sources hold, for agents that search and read: with what a deploy would hold back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.artifact.on_demand import DEPLOY, ON_DEMAND
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Inspect, Targets
from aiwg.deployment.load_sources import load_for_reading
from aiwg.deployment.on_demand.split import needed_by
from aiwg.deployment.personal.wanted import looked_at
from aiwg.deployment.sources import artifact_meant
from aiwg.deployment.stages import Loaded
from aiwg.deployment.workspace import open_workspace
from aiwg.fs.roots import LOCK_FILE
from aiwg.trust.approvals import Approvals, approvals_for
from aiwg.trust.store import read_consents, trust_file

READY, NEEDS_APPROVAL, FORBIDDEN = STATES = ("ready", "needs-approval", "forbidden")
"""Whether an agent may read an artifact: at once, after `aiwg trust`, or never here, by a policy."""

_SAID: Final = {
    NEEDS_APPROVAL: "needs your approval before agents can read it",
    FORBIDDEN: "is not available: a policy of this machine forbids it",
}


@dataclass(frozen=True, slots=True)
class ReadableSources:
    """The sound artifacts of the sources, and the approvals that hold for them on this machine.

    `on_demand` are the keys of those on demand, `parts` the artifacts that a behavior is composed of, by its key.
    """

    loaded: Loaded
    approvals: Approvals
    on_demand: frozenset[str]
    parts: Mapping[str, list[Artifact]]

    def __iter__(self) -> Iterator[Artifact]:
        """Yield the artifacts with a text that an agent can read."""
        return (artifact for artifact in self.loaded.catalog if KINDS[artifact.kind].is_loaded)

    def state_of(self, artifact: Artifact) -> str:
        """Return whether agents may read an artifact: exactly where a deploy would write all of it."""
        catalog = self.loaded.catalog
        parts = self.parts.get(artifact.named, [artifact])
        if any(self.approvals.is_forbidden(each) for each in parts):
            return FORBIDDEN
        held = [each for each in parts if self.approvals.is_held(each) and not self.approvals.covers(each, catalog)]
        return NEEDS_APPROVAL if held else READY

    def delivery_of(self, artifact: Artifact) -> str:
        """Return how an artifact reaches agents: `on-demand` or `deploy`."""
        return ON_DEMAND if artifact.key in self.on_demand else DEPLOY

    def refuse_unapproved(self, artifact: Artifact) -> None:
        """Raise UserError (refused) for an artifact that agents may not read."""
        state = self.state_of(artifact)
        if state == READY:
            return
        scope = "" if self.loaded.workspace.scope == "project" else " --scope user"
        hint = f"Review it: aiwg trust {artifact.named}{scope}" if state == NEEDS_APPROVAL else None
        raise UserError(f"{artifact.named} {_SAID[state]}.", exit=Exit.REFUSED, hint=hint)

    def meant(self, typed: str) -> Artifact:
        """Return the artifact with a text that a person or an agent names.

        Raises UserError for a name of none or of several, and for one that errors keep out of every deploy.
        """
        listed = list(self)
        named = [each for each in listed if typed in (each.named, each.key, each.id)]
        for each in self.loaded.refusals:
            if typed == each.located.key or (typed == each.located.id and not named):
                message = f"{each.located.key} is refused, so agents cannot read it."
                raise UserError(message, exit=each.exit, problems=each.problems)
        for artifact in self.loaded.catalog:
            if typed in (artifact.key, artifact.id) and not named:
                raise UserError(
                    f"{artifact.key} has no text to read.", exit=Exit.USAGE, hint=f"aiwg show {artifact.key}"
                )
        composed = [each for each in named if each.composed_from and typed == each.named]
        return composed[0] if composed else artifact_meant(typed, Catalog(listed))


def read_for_agents(targets: Targets) -> ReadableSources:
    """Return what the sources of a project or a home hold. Nothing is run, fetched or written.

    Raises UserError as a deploy does for sources that cannot be used at all.
    """
    workspace = open_workspace(targets.project, targets.scope)
    loaded = load_for_reading(Inspect(targets), workspace)
    in_project = workspace.scope == "project"
    approvals = approvals_for(workspace.project, loaded.layers, in_project)
    approvals = replace(approvals, consents=read_consents(workspace.config_folder))
    marked = {artifact.key for artifact in loaded.catalog if artifact.delivery == ON_DEMAND}
    needed = needed_by(loaded.catalog, marked) if marked else {}
    parts: dict[str, list[Artifact]] = {}
    for artifact in loaded.catalog:
        if artifact.composed_from:
            parts.setdefault(artifact.named, []).append(artifact)
    return ReadableSources(loaded, approvals, frozenset(marked - needed.keys()), parts)


def inputs_of(sources: ReadableSources) -> Iterator[str]:
    """Yield the paths beside the sources themselves whose change may change what they hold, or who may read it."""
    loaded = sources.loaded
    workspace = loaded.workspace
    yield from loaded.looked
    yield from loaded.decisions.looked
    yield from (looked_at(workspace) if workspace.scope == "project" else ())
    yield from map(os.fspath, (workspace.config_folder / "aiwg.yaml", trust_file(), workspace.state.manifest))
    yield os.fspath(Path(workspace.config_folder) / LOCK_FILE)
