"""How findings are told: grouped and short for people, as JSON or SARIF for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from aiwg import __version__
from aiwg.artifact.ids import shown
from aiwg.findings.model import ERROR, INFO, OK, SKIPPED, WARNING, Finding, worst
from aiwg.output.console import paint, say, say_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

COLOUR_OF = {OK: "ok", INFO: "info", WARNING: "warning", ERROR: "error", SKIPPED: "faint"}


def say_finding(finding: Finding, indent: str = "  ") -> None:
    """Print one finding: its level, where, what, its code, and below it what to do."""
    level = paint(f"{finding.level:<7}", COLOUR_OF[finding.level])
    where = f"{shown(finding.where())}: " if finding.file else ""
    say(f"{indent}{level}  {where}{shown(finding.message)}  {paint(finding.code, 'faint')}")
    if finding.evidence:
        say(f"{indent}         {shown(finding.evidence)}")
    if finding.hint:
        say(f"{indent}         {paint(shown(finding.hint), 'hint')}")


def counted(findings: Sequence[Finding]) -> str:
    """Return how many errors, warnings and infos there are, in words; "nothing found" for none."""
    counts = Counter(finding.level for finding in findings)
    said = [
        f"{counts[level]} {level}{'s' if counts[level] != 1 else ''}"
        for level in (ERROR, WARNING, INFO)
        if counts[level]
    ]
    return ", ".join(said) or "nothing found"


def summary(findings: Sequence[Finding]) -> dict[str, int]:
    """Return the number of findings per level, for programs."""
    counts = Counter(finding.level for finding in findings)
    return {level: counts[level] for level in (ERROR, WARNING, INFO, OK, SKIPPED)} | {
        "fixable": sum(finding.fixable for finding in findings)
    }


def say_json_findings(schema: str, findings: Sequence[Finding], **more: Any) -> None:
    """Print findings as one JSON document of a versioned schema."""
    say_json(
        {
            "schema": schema,
            **more,
            "findings": [finding.as_json() for finding in findings],
            "summary": summary(findings),
        }
    )


def say_sarif(tool: str, titles: Mapping[str, str], findings: Sequence[Finding], *folders: Path) -> None:
    """Print findings as a SARIF log, with files named from the root of the repository.

    Those of the findings are named from the first of the folders in which they are.
    """
    from aiwg.findings.sarif import sarif
    from aiwg.output.placed import all_placed

    say_json(sarif(tool, __version__, titles, list(all_placed(findings, folders))))


def fails(findings: Sequence[Finding], strict: bool) -> bool:
    """Say whether a check has failed: on an error, when strict on a warning too."""
    return worst(findings) in ((ERROR, WARNING) if strict else (ERROR,))
