"""What a line of a file says should not be told: `aiwg-allow: CODE, CODE` in a comment.

It counts for its own line and, where the comment stands alone, for the next line that says something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.core.patterns import lazy_pattern
from aiwg.findings.model import Finding

_ALLOW = lazy_pattern(r"aiwg-allow:\s*([a-z][a-z0-9-]*(?:\s*,\s*[a-z][a-z0-9-]*)*)")
_COMMENT_ALONE = lazy_pattern(r"^\s*+(?:<!--|#|//|\*|;)?\s*+aiwg-allow:[^>]*+(?:(?<=--)>\s*+)?$")


def allowed_in(text: str) -> dict[int, frozenset[str]]:
    """Return for each line of a text the codes that are allowed there."""
    if "aiwg-allow:" not in text:
        return {}
    found: dict[int, frozenset[str]] = {}
    carried: frozenset[str] = frozenset()
    for number, line in enumerate(text.split("\n"), 1):  # as editors count: only line feeds
        match = _ALLOW.search(line)
        own = frozenset(map(str.strip, match[1].split(","))) if match else frozenset()
        if match and _COMMENT_ALONE.match(line):
            found[number] = own
            carried |= own
        elif line.strip():
            if own | carried:
                found[number] = own | carried
            carried = frozenset()
    return found


def without_allowed(
    findings: Iterable[Finding], allowed: Mapping[str, Mapping[int, frozenset[str]]]
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that stand, and those that a line of their file allows. `allowed` goes by file."""
    standing: list[Finding] = []
    let_through: list[Finding] = []
    for finding in findings:
        codes = allowed.get(finding.file or "", {}).get(finding.line or 0, frozenset())
        (let_through if finding.code in codes else standing).append(finding)
    return standing, let_through
