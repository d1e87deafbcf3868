"""Every check that doctor makes and every code that it knows, family by family."""

from __future__ import annotations

from aiwg.doctor import (
    acceptance,
    clients,
    git,
    home,
    host,
    installation,
    legacy,
    limits,
    links,
    outputs,
    placement,
    sources,
    start_folder,
    state,
    unread,
    user_content,
)

FAMILIES = (
    sources,
    state,
    outputs,
    placement,
    user_content,
    limits,
    acceptance,
    unread,
    links,
    start_folder,
    legacy,
    home,
    clients,
    git,
    host,
    installation,
)
CHECKS = tuple(check for family in FAMILIES for check in family.CHECKS)
RULES = {rule.code: rule for family in FAMILIES for rule in family.RULES}
TITLES = {code: rule.title for code, rule in RULES.items()}
