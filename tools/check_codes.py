"""Tables of the codes of the checks, from their rules: into any document that has a marker naming a set of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from aiwg.audit.rules import RULES as AUDIT
from aiwg.doctor.registry import RULES as DOCTOR
from aiwg.findings.model import Rule
from aiwg.lint.rules import RULES as LINT

SETS: Mapping[str, Iterable[Rule]] = {"lint": LINT.values(), "audit": AUDIT.values(), "doctor": DOCTOR.values()}
"""The sets of rules by the name of the command; a document asks for one with `<!-- generated: codes NAME -->`."""

_MARKER = re.compile(r"(<!-- generated: codes (\w+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def with_codes(text: str) -> str:
    """Return a document with its tables of codes. Raises KeyError for a set that there is none of."""
    return _MARKER.sub(lambda match: f"{match[1]}{table(SETS[match[2]])}\n{match[3]}", text)


def table(rules: Iterable[Rule]) -> str:
    """Return rules as a Markdown table, by code."""
    rows = ["| code | level | finding | why it matters | `--fix` |", "| --- | --- | --- | --- | --- |"]
    for rule in sorted(rules, key=lambda each: each.code):
        cells = (f"`{rule.code}`", rule.level, rule.title, rule.why, rule.fix or "-")
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(rows)
