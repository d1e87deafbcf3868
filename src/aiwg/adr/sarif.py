"""Findings as SARIF 2.1.0, which code hosts show beside the lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from aiwg.adr.findings import RULES, Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], failing: Sequence[Finding], version: str) -> dict[str, Any]:
    """Return a SARIF log. What fails the check is an error, what only blocks a later level is a note."""
    codes = sorted({finding.code for finding in findings})
    failed = set(failing)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "aiwg adr check",
                        "semanticVersion": version,
                        "rules": [{"id": code, "shortDescription": {"text": RULES[code]}} for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": finding.code,
                        "ruleIndex": codes.index(finding.code),
                        "level": "error" if finding in failed else "warning" if not finding.level else "note",
                        "message": {"text": _message(finding)},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": quote(finding.file)},
                                    "region": {"startLine": finding.line},
                                }
                            }
                        ],
                    }
                    for finding in findings
                ],
            }
        ],
    }


def _message(finding: Finding) -> str:
    return f"{f'L{finding.level}: ' if finding.level else ''}{finding.message}"
