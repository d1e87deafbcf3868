"""What the checks of records find, in the form that code hosts take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiwg.adr.findings import RULES
from aiwg.core.dataclass import replace
from aiwg.findings import sarif as shared
from aiwg.findings.model import ERROR, INFO, WARNING, Finding


def sarif(findings: Sequence[Finding], failing: Sequence[Finding], version: str) -> dict[str, Any]:
    """Return a SARIF log. What fails the check is an error, what only blocks a later level is a note."""
    failed = set(failing)
    return shared.sarif(
        "aiwg adr check",
        version,
        RULES,
        [
            replace(
                finding,
                level=ERROR if finding in failed else INFO if finding.gate else WARNING,
                message=f"{f'L{finding.gate}: ' if finding.gate else ''}{finding.message}",
            )
            for finding in findings
        ],
    )
