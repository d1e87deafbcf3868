"""What the checks of records find, in the form that code hosts take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiwg.adr import findings as adr
from aiwg.findings import sarif as shared
from aiwg.findings.model import ERROR, INFO, WARNING, Finding


def sarif(
    findings: Sequence[adr.DecisionFinding], failing: Sequence[adr.DecisionFinding], version: str
) -> dict[str, Any]:
    """Return a SARIF log. What fails the check is an error, what only blocks a later level is a note."""
    failed = set(failing)
    return shared.sarif(
        "aiwg adr check",
        version,
        adr.RULES,
        [
            Finding(
                finding.code,
                ERROR if finding in failed else INFO if finding.level else WARNING,
                f"{f'L{finding.level}: ' if finding.level else ''}{finding.message}",
                finding.file,
                finding.line,
            )
            for finding in findings
        ],
    )
