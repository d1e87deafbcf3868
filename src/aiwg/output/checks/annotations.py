"""Findings as the formats that code hosts show beside the lines of a change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from aiwg.artifact.ids import shown
from aiwg.findings.model import ERROR, WARNING, Finding
from aiwg.output.checks.outcome import in_one_line

AT_ONCE = 10
"""Annotations of one level that GitHub shows for a step (github.com/orgs/community/discussions/26680)."""


def github_commands(findings: Sequence[Finding]) -> str:
    """Return workflow commands, one a line, that a GitHub Actions runner turns into annotations.

    At most ten of each level: GitHub shows no more. Text cannot end its line or its property, as the runner's own
    toolkit escapes it.
    """
    lines = []
    for level in (ERROR, WARNING):
        for each in [finding for finding in findings if finding.level == level][:AT_ONCE]:
            place = {"file": each.file, "line": each.line, "col": each.column} if each.file else {}
            properties = {**place, "title": f"aiwg check: {each.code}"}
            said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
            lines.append(f"::{level} {said}::{_data(in_one_line(each))}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return shown(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def code_quality(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the list that GitLab reads as a code quality report (the subset of Code Climate's format that it needs).

    Each needs a place: a finding about no file of the repository stands at the first line of aiwg.yaml. A fingerprint
    does not depend on the line, so that GitLab knows a finding again; equal ones are numbered.
    """
    seen = Counter[tuple[str, str, str]]()
    report = []
    for each in findings:
        path = each.file or "aiwg.yaml"
        same = (path, each.code, each.message)
        seen[same] += 1
        text = "\0".join((*same, str(seen[same])))
        report.append(
            {
                "description": shown(in_one_line(each)),
                "check_name": f"aiwg check: {each.code}",
                "fingerprint": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
                "severity": "major" if each.level == ERROR else "minor",
                "location": {"path": shown(path), "lines": {"begin": each.line or 1}},
            }
        )
    return report
