"""The policy of this machine and this user in a deployment: what it stops, what it holds back, what it approves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.findings.model import Finding
from aiwg.source.layers import Layer
from aiwg.source.provenance import Provenance
from aiwg.trust.approvals import Approvals
from aiwg.trust.executables import fingerprint
from aiwg.trust.external_sources import Outside
from aiwg.trust.policy.load import load_policy
from aiwg.trust.policy.model import Policy, PolicyError, PolicyProblem, PolicyRule, refuse_problems

FORBIDDEN, WARNED = "policy-forbids", "policy-warns"


@dataclass(frozen=True, slots=True)
class PolicyApproval:
    """One artifact that a policy approved and nobody else, with the hash that it had."""

    artifact: str
    key: str
    hash: str
    rule: PolicyRule

    def as_json(self) -> dict[str, object]:
        """Return it in the shape of the `approved_by_policy` list of `--json` outputs."""
        return {
            "artifact": self.artifact,
            "key": self.key,
            "hash": self.hash,
            "file": self.rule.file,
            "line": self.rule.line,
        }


def policy_here(project: Path) -> Policy:
    """Return the policy that holds in a project. Raises UserError when it cannot be used."""
    return load_policy(project)


def is_about_policy(error: UserError | None) -> bool:
    """Say whether an error is that a policy cannot be used."""
    return isinstance(error, PolicyError)


def refuse_waiting_sources(waiting: Iterable[Outside], approvals: Approvals) -> None:
    """Raise UserError (refused) for a source that the policy does not allow, before anybody is asked about it."""
    checked = (approvals.policy.check_source(Provenance(each.folder)) for each in waiting if approvals.policy)
    refuse_problems([problem for problems in checked for problem in problems])


def obey_policy(layers: Iterable[Layer], project: Path | None, approvals: Approvals) -> list[Finding]:
    """Return what the policy warns of in some layers; a project must have the sources that are required.

    Raises UserError (refused) when one of them may not be used, or one is missing.
    """
    policy = approvals.policy
    if not policy:
        return []
    sources = [approvals.sources[str(layer.root)] for layer in layers if layer.root.is_dir()]
    problems = [problem for source in sources for problem in policy.check_source(source)]
    if project is not None:
        problems += policy.check_required(sources)
    return [_warning(problem) for problem in refuse_problems(problems)]


def _warning(problem: PolicyProblem) -> Finding:
    message = f"{problem.message} (the policy only warns)"
    return Finding(WARNED, "warning", message, problem.rule.file, problem.rule.line)


def policy_notes(catalog: Catalog, approvals: Approvals) -> Iterator[Finding]:
    """Yield a warning for each artifact that the policy denies, whether it only warns of it or holds it back."""
    told = set[str]()
    for artifact in catalog if approvals.policy.denies_some else ():
        for rule in approvals.denials(artifact)[:1]:
            if artifact.named in told:
                continue
            told.add(artifact.named)
            file, line = artifact.origin.file, artifact.origin.line
            message = f"the policy forbids {artifact.named} to run here"
            if rule.blocks:
                yield Finding(FORBIDDEN, "warning", message, file, line, hint=f"the rule: {rule.where}")
            else:
                yield Finding(WARNED, "warning", f"{message} (it only warns)", file, line, hint=rule.where)


def policy_approvals(catalog: Catalog, approvals: Approvals) -> Iterator[PolicyApproval]:
    """Yield the artifacts that are deployed because the policy approves them, and nobody asked."""
    for artifact in catalog if approvals.policy else ():
        rule = approvals.policy_approval(artifact, catalog)
        if rule is not None and not approvals.is_forbidden(artifact):
            yield _approval(artifact, catalog, rule)


def _approval(artifact: Artifact, catalog: Catalog, rule: PolicyRule) -> PolicyApproval:
    return PolicyApproval(artifact.named, artifact.key, fingerprint(artifact, catalog), rule)
