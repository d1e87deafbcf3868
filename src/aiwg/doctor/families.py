"""Every check that doctor makes and every code that it knows, family by family."""

from __future__ import annotations

from aiwg.doctor import (
    clients,
    git,
    homes,
    installation,
    legacy,
    limits,
    loaded,
    machine,
    outputs,
    placed,
    reading,
    sources,
    state,
)

FAMILIES = (
    sources,
    state,
    outputs,
    placed,
    loaded,
    limits,
    reading,
    legacy,
    homes,
    clients,
    git,
    machine,
    installation,
)
CHECKS = tuple(check for family in FAMILIES for check in family.CHECKS)
RULES = {rule.code: rule for family in FAMILIES for rule in family.RULES}
TITLES = {code: rule.title for code, rule in RULES.items()}
