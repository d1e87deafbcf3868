"""What a check of decision records finds: the rules behind its codes, and its findings for programs."""

from __future__ import annotations

from aiwg.findings.model import Finding


def decision_json(finding: Finding) -> dict[str, object]:
    """Return a finding in the shape of `aiwg adr check --json`: `gate` is the level that it blocks, if it does."""
    return {**finding.as_problem(), "gate": f"L{finding.gate}" if finding.gate else None}


RULES = {
    "missing-part": "A part that the level needs is missing or empty",
    "placeholder": "The record still has text of the template",
    "weak-title": "The title is passive or vague",
    "status-mismatch": "Status, metadata and level do not agree",
    "bad-value": "A value has the wrong form",
    "no-alternative": "No alternative was considered",
    "alternative-incomplete": "An alternative lacks a part",
    "unverified-claim": "A claim was not verified",
    "not-signed-off": "A reviewer has not signed off",
    "unresolved-comment": "A comment of a review is open",
    "broken-mention": "A mention points to no file",
    "no-sketch": "There is no implementation sketch",
    "no-risks": "Risks are not documented",
    "no-evidence": "Evidence of the level is not ticked",
    "level-claimed": "The record claims a level that it does not meet",
    "malformed": "aiwg cannot read the record",
    "no-status": "The record has no status",
    "duplicate-number": "Two records have the same number",
    "missing-number": "A number is missing in the sequence",
    "dangling-link": "A link points to no record",
    "one-sided-link": "Only one of two records names the other",
    "supersession-cycle": "Records supersede each other in a circle",
    "no-levels": "The record is in a form that has no levels",
}
