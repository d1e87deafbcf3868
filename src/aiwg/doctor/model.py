"""What a check of doctor is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiwg.artifact.ids import shown
from aiwg.core.dataclass import dataclass
from aiwg.findings.fix import Fix
from aiwg.findings.model import OK, SKIPPED, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.doctor.scope import InspectedScope

PLANNED, TAKEN, REWRITTEN, STATE = "planned", "taken", "rewritten", "state"
"""The `way` of a fix: as a sync would, as a forced deploy would, by writing our bytes again, in our state."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at. `holds` says, in words, what is so when nothing is found."""

    name: str
    holds: str
    look: Callable[[InspectedScope], Iterable[Finding]]


class CheckSkippedError(Exception):
    """A check cannot be made here; the text says why."""


def found(
    rule: Rule,
    message: str,
    file: str | None = None,
    *,
    line: int | None = None,
    hint: str | None = None,
    evidence: str | None = None,
    level: str | None = None,
    platforms: Iterable[str] = (),
    mend: str = "",
) -> Finding:
    """Return a finding under a rule. `level`: another one than the rule's usual.

    A name that is no UTF-8 stands escaped in it: programs read findings as JSON.
    """
    concerned = tuple(sorted(platforms))
    return Finding(
        rule.code,
        level or rule.level,
        shown(message),
        None if file is None else shown(file),
        line,
        hint=hint,
        evidence=evidence,
        platform=concerned[0] if len(concerned) == 1 else None,
        platforms=concerned,
        fix=Fix(way=mend) if mend else None,
    )


def outcome(check: Check, subject: InspectedScope) -> list[Finding]:
    """Return what a check has found: that all is well or why it was skipped, when it is nothing else."""
    try:
        listed = list(check.look(subject))
    except CheckSkippedError as reason:
        return [Finding(check.name, SKIPPED, f"not checked: {reason}")]
    return listed or [Finding(check.name, OK, check.holds)]
