"""Every code that lint knows, with what stands behind it."""

from __future__ import annotations

from aiwg.lint import (
    arguments,
    bodies,
    descriptions,
    hooks,
    keys,
    layout,
    limits,
    links,
    loaded,
    names_known,
    placeholders,
    scopes,
    scripts,
    servers,
    slips,
    text_form,
    together,
)

FAMILIES = (
    text_form,
    slips,
    keys,
    descriptions,
    bodies,
    placeholders,
    links,
    arguments,
    names_known,
    scopes,
    limits,
    hooks,
    servers,
    scripts,
    together,
    layout,
    loaded,
)
RULES = {rule.code: rule for family in FAMILIES for rule in family.RULES}
TITLES = {code: rule.title for code, rule in RULES.items()}
