"""What may run on this machine: the one place that answers whether an artifact of a project is approved."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.fs.sealed import state_folder
from aiwg.source.layers import BUNDLED, PROJECT, USER, Layer
from aiwg.source.provenance import Provenance
from aiwg.trust.executables import UNTRUSTED_LAYER, fingerprint, needs_consent, running_parts
from aiwg.trust.external_sources import Outside
from aiwg.trust.policy.load import load_policy
from aiwg.trust.policy.model import NO_POLICY, Policy, PolicyRule
from aiwg.trust.policy.places import is_own_state
from aiwg.trust.store import REVOKED, read_consents


@dataclass(frozen=True, slots=True)
class Approvals:
    """The approvals that hold for one project. `consents` are those that the user gave here, by key.

    Nothing in the project can add one. `policy` lies outside of it: what it denies is not approved, whoever approved
    it. `sources` say by folder where each source comes from; what is of none of them is the project's own.
    """

    consents: Mapping[str, str]
    project: str = ""
    policy: Policy = NO_POLICY
    sources: Mapping[str, Provenance] = field(default_factory=dict)

    def covers(self, artifact: Artifact, catalog: Catalog) -> bool:
        """Say whether all that an artifact runs is approved, as it is now."""
        if self.policy.denies_some and self.is_forbidden(artifact):
            return False
        if artifact.key in self.consents and self.consents[artifact.key] == fingerprint(artifact, catalog):
            return True
        return self.policy_approval(artifact, catalog) is not None

    def policy_approval(self, artifact: Artifact, catalog: Catalog) -> PolicyRule | None:
        """Return the rule of the policy that approves an artifact as it is now, unless the user took that back."""
        if not self.policy or not needs_consent(artifact) or self.is_revoked(artifact):
            return None
        skill = catalog.get(f"skill/{artifact.fields['skill']}") if "skill" in artifact.fields else None
        if skill is not None and skill.origin.root != artifact.origin.root:
            return None  # the script that it runs comes from elsewhere
        source = self.provenance(artifact)
        return self.policy.approval_of(_names(artifact), fingerprint(artifact, catalog), source)

    def policy_on_item(self, key: str, hash: str) -> tuple[PolicyRule | None, list[PolicyRule]]:
        """Return the rule that approves something of the project that is no artifact, and the rules that deny it."""
        source = own_provenance(self.project)
        is_revoked = f"{REVOKED}{key}" in self.consents
        approval = None if is_revoked else self.policy.approval_of([key], hash, source)
        return approval, self.policy.denials_of([key], source)

    def denials(self, artifact: Artifact) -> list[PolicyRule]:
        """Return the rules of the policy that deny what an artifact runs, those that block first."""
        if not self.policy.denies_some or not running_parts(artifact):
            return []
        return self.policy.denials_of(_names(artifact), self.provenance(artifact))

    def is_forbidden(self, artifact: Artifact) -> bool:
        """Say whether the policy denies an artifact, and not only warns."""
        return any(rule.blocks for rule in self.denials(artifact))

    def is_held(self, artifact: Artifact) -> bool:
        """Say whether an artifact is deployed only as far as it is covered."""
        return needs_consent(artifact) or (self.policy.denies_some and self.is_forbidden(artifact))

    def is_unapproved(self, artifact: Artifact, catalog: Catalog) -> bool:
        """Say whether nothing of an artifact may run: it may have come with a clone, or the policy denies it."""
        if artifact.origin.layer != UNTRUSTED_LAYER:
            return self.policy.denies_some and self.is_forbidden(artifact)
        return not self.covers(artifact, catalog)

    def is_revoked(self, artifact: Artifact) -> bool:
        """Say whether the user took the approval back: what was written of the artifact goes, then."""
        return f"{REVOKED}{artifact.key}" in self.consents

    def provenance(self, artifact: Artifact) -> Provenance:
        """Return where an artifact comes from, as far as this machine knows."""
        return self.sources.get(artifact.origin.root) or own_provenance(self.project)

    def may_read(self, source: Outside) -> bool:
        """Say whether a source outside the project may be read: the user agreed, or the policy approves it."""
        if self.consents.get(source.key) == source.hash:
            return True
        return self.policy.approves_some_of(Provenance(source.folder))


def approvals_for(project: Path, layers: Iterable[Layer] = (), in_project: bool = True) -> Approvals:
    """Return the approvals that hold for a project and its layers on this machine.

    `in_project`: what lies in the folder is the project's own; in the user scope it is like any other folder.

    Raises UserError (refused) when the policy cannot be used.
    """
    base, policy = os.path.realpath(project), load_policy(project)
    known = layers if policy else ()
    sources = {str(layer.root): provenance_of(layer, base if in_project else "") for layer in known}
    return Approvals(read_consents(project), base, policy, sources)


def provenance_of(layer: Layer, project: str) -> Provenance:
    """Return where a layer comes from; `project` is the project's real folder, empty in the user scope."""
    if layer.locked is not None:
        from aiwg.source.fetched.proofs import read_proof

        found = read_proof(layer.locked)
        is_own = not project or is_own_state(state_folder() or "/", Path(project))
        return found if is_own else replace(found, proved=False, signers=frozenset())
    if layer.name in (BUNDLED, USER):
        return Provenance(layer.name)
    folder = os.path.realpath(layer.root)
    if project and (folder == project or folder.startswith(f"{project.rstrip('/')}/")):
        return own_provenance(project)
    return Provenance(folder)


def own_provenance(project: str) -> Provenance:
    """Return where what lies in a project comes from: the project, which is also known by its folder."""
    return Provenance(PROJECT, project)


def _names(artifact: Artifact) -> Sequence[str]:
    return (artifact.key, artifact.named)
