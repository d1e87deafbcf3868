"""What the policies here say, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.artifact.ids import shown
from aiwg.output.console import say, say_in_columns
from aiwg.trust.policy.model import ArtifactRule, Policy, PolicyFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def print_policy(policy: Policy) -> None:
    """Print each policy file that holds: whose it is, what it restricts and approves, and what does not count."""
    if not policy:
        return
    say("Policies")
    for file in policy.files:
        owner = "root" if file.owner == 0 else f"uid {file.owner}"
        say_in_columns(shown(file.path), f"{file.role}; owned by {owner}; mode {file.mode}")
        for label, text in _lines(file):
            say_in_columns(f"  {label}", shown(text))


def _lines(file: PolicyFile) -> Iterator[tuple[str, str]]:
    listed = (
        ("sources", list(file.sources)),
        ("forbids", [_shown_rule(rule) for rule in file.denials]),
        ("refuses", list(file.refused_codes)),
        ("approves", [_shown_rule(rule) for rule in file.approvals]),
    )
    for label, texts in listed:
        if texts:
            yield label, "; ".join(texts)
    if file.ignored and file.approvals:
        yield "ignored", f"its approvals: {file.ignored}"


def _shown_rule(rule: ArtifactRule) -> str:
    parts = [", ".join(rule.artifacts)]
    if rule.sources:
        parts.append(f"from {', '.join(pattern.text for pattern in rule.sources)}")
    if rule.signers is not None:
        parts.append("signed")
    if rule.hash:
        parts.append(f"with the hash {rule.hash[:12]}...")
    return " ".join(parts)


def policy_json(policy: Policy) -> list[dict[str, Any]]:
    """Return the policy files that hold in the shape that programs rely on."""
    return [
        {
            "file": file.path,
            "role": file.role,
            "owner": file.owner,
            "mode": file.mode,
            "sources": list(file.sources),
            "forbids": [_rule_json(rule) for rule in file.denials],
            "refuses": sorted(file.refused_codes),
            "approves": [_rule_json(rule) for rule in file.approvals],
            "approvals_ignored": file.ignored or None,
        }
        for file in policy.files
    ]


def _rule_json(rule: ArtifactRule) -> dict[str, Any]:
    return {
        "line": rule.rule.line,
        "artifacts": list(rule.artifacts),
        "from": [pattern.text for pattern in rule.sources],
        "signers": None if rule.signers is None else sorted(rule.signers),
        "hash": rule.hash or None,
    }
