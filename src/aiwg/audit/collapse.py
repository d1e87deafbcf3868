"""Equal findings of one file as one line: how many there are, and the first lines where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from aiwg.audit.rules import RULES
from aiwg.core.dataclass import replace
from aiwg.findings.model import Finding

FIRST = 3
"""How many lines are named."""

MOST = 10
"""How many different findings of one code in one file are told one by one."""

_NONE: Mapping[str, int] = {}


def collapsed(findings: Iterable[Finding], uncounted: Mapping[str, int] = _NONE) -> list[Finding]:
    """Return findings of one file with those that say the same as one, and at most ten of one code.

    `uncounted` is by code how many more there are that nobody looked at one by one.
    """
    findings = list(findings)
    if not findings:
        return []
    alike: dict[tuple[str | None, str, str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.file, finding.code, finding.level, finding.message), []).append(finding)
    different = Counter(code for _, code, _, _ in alike)
    more, told = Counter(uncounted), Counter[str]()
    result: list[Finding] = []
    for (_, code, _, _), same in alike.items():
        told[code] += 1
        if told[code] > MOST:
            more[code] += len(same)
        else:
            result.append(_summed(same, more.pop(code, 0) if different[code] == 1 else 0))
    file = result[0].file if result else None
    for code, count in more.items():
        result.append(Finding(code, RULES[code].level, f"... and {count} more of these in this file", file))
    return result


def _summed(same: list[Finding], more: int) -> Finding:
    first, count = same[0], len(same) + more
    if count == 1:
        return first
    lines = list(dict.fromkeys(finding.line for finding in same if finding.line is not None))
    if not lines[1:]:
        return replace(first, message=f"{first.message} ({count} times)")
    named = ", ".join(str(line) for line in lines[:FIRST])
    return replace(first, message=f"{first.message} ({count} times: lines {named}{', ...' if lines[FIRST:] else ''})")
