"""What may run on this machine: the one place that answers whether an artifact of a project is approved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass
from aiwg.trust.executables import fingerprint
from aiwg.trust.store import REVOKED, read_consents


@dataclass(frozen=True, slots=True)
class Approvals:
    """The approvals that hold for one project. `consents` are those that the user gave here, by key.

    Nothing in the project can add one. A policy file outside of it can, once there is one: `approvals_for` reads it,
    and `covers` asks it beside the consents.
    """

    consents: Mapping[str, str]

    def covers(self, artifact: Artifact, catalog: Catalog) -> bool:
        """Say whether all that an artifact runs is approved, as it is now."""
        return artifact.key in self.consents and self.consents[artifact.key] == fingerprint(artifact, catalog)

    def is_revoked(self, artifact: Artifact) -> bool:
        """Say whether the user took the approval back: what was written of the artifact goes, then."""
        return f"{REVOKED}{artifact.key}" in self.consents


def approvals_for(project: Path) -> Approvals:
    """Return the approvals that hold for a project on this machine."""
    return Approvals(read_consents(project))
