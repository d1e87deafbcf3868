"""What a check finds: what blocks a level, or what is wrong whatever the level."""

from __future__ import annotations

from typing import NamedTuple

ERROR, WARNING = "error", "warning"


class DecisionFinding(NamedTuple):
    """One thing that is missing or wrong. `level` is the gate that it blocks, 0 when it blocks none."""

    level: int
    code: str
    file: str
    line: int
    message: str
    severity: str = ERROR
    hint: str | None = None

    @property
    def where(self) -> str:
        """The place as `file:line`."""
        return f"{self.file}:{self.line}"

    def as_json(self) -> dict[str, object]:
        """Return the finding for programs."""
        return {
            "severity": self.severity,
            "code": self.code,
            "level": f"L{self.level}" if self.level else None,
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "hint": self.hint,
        }


RULES = {
    "missing-part": "A part that the level needs is missing or empty",
    "placeholder": "Text of the template was left in",
    "weak-title": "The title is passive or vague",
    "status-mismatch": "Status, metadata and level do not agree",
    "bad-value": "A value has not the form it needs",
    "no-alternative": "No alternative was considered",
    "alternative-incomplete": "An alternative lacks a part",
    "unverified-claim": "A claim was not verified",
    "not-signed-off": "A reviewer has not signed off",
    "unresolved-comment": "A comment of a review is open",
    "broken-mention": "A mention leads to nothing",
    "no-sketch": "There is no implementation sketch",
    "no-risks": "Risks are not documented",
    "no-evidence": "What shows the level is not ticked",
    "level-claimed": "The record claims a level that does not hold",
    "malformed": "The record cannot be read as one",
    "no-status": "The record has no status",
    "duplicate-number": "Two records have one number",
    "missing-number": "A number is missing in the sequence",
    "dangling-link": "A link leads to no record",
    "one-sided-link": "Only one of two records names the other",
    "supersession-cycle": "Records supersede each other in a circle",
    "no-levels": "The record is in a form that has no levels",
}
