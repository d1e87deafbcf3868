"""Every code that lint knows, with what stands behind it."""

from __future__ import annotations

from aiwg.lint import (
    arguments,
    bodies,
    client_values,
    cross_checks,
    descriptions,
    formatting,
    frontmatter,
    hooks,
    keys,
    layout,
    limits,
    links,
    loader_problems,
    placeholders,
    references,
    rule_globs,
    scripts,
    servers,
)

FAMILIES = (
    formatting,
    frontmatter,
    keys,
    client_values,
    descriptions,
    bodies,
    placeholders,
    links,
    arguments,
    references,
    rule_globs,
    limits,
    hooks,
    servers,
    scripts,
    cross_checks,
    layout,
    loader_problems,
)
RULES = {rule.code: rule for family in FAMILIES for rule in family.RULES}
TITLES = {code: rule.title for code, rule in RULES.items()}
