"""When a platform takes a file: its field rules, read backwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.adapter.model import Cell, FieldRule, Place
from aiwg.adapter.parse import field_rules
from aiwg.loading.frontmatter import listed
from aiwg.loading.model import ALWAYS, FILES, LISTED, MANUAL

EVERY_FILE = frozenset({"**", "**/*", "*"})
_WHEN = {"always": ALWAYS, "paths": FILES, "model": LISTED, "manual": MANUAL}
BY_HAND = "disable-model-invocation"


def rule_activation(cell: Cell, place: Place, front: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return when a rule is loaded, and for which files.

    What a platform does not understand of the frontmatter does not count there, so such a rule is always on.
    """
    rules = field_rules(place.settings["fields"]) if "fields" in place.settings else cell.fields or ()
    globs = _globs(rules, front) or listed(front.get(cell.get("scope")))
    word = _word(rules, front)
    if word is None:
        word = "paths" if globs else "always"
    if word not in (cell.get("only") or {}).get("activation", _WHEN):
        word = "always"
    if word == "paths" and (not globs or _everywhere(cell).intersection(globs)):
        return (ALWAYS if globs else MANUAL), ()
    return _WHEN[word], globs if word == "paths" else ()


def scope_of(cell: Cell, front: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the globs that keep an artifact from being listed until a file that fits was read; none mostly."""
    globs = listed(front.get(cell.get("scope"))) if cell.get("scope") else ()
    return () if _everywhere(cell).intersection(globs) else globs


def _everywhere(cell: Cell) -> frozenset[str]:
    """Return the globs that limit nothing there."""
    return frozenset(cell.get("everywhere", EVERY_FILE))


def _globs(rules: tuple[FieldRule, ...] | list[FieldRule], front: Mapping[str, Any]) -> tuple[str, ...]:
    keys = [rule.target for rule in rules if "paths" in rule.sources]
    return next((globs for key in keys if (globs := listed(front.get(key)))), ())


def _word(rules: tuple[FieldRule, ...] | list[FieldRule], front: Mapping[str, Any]) -> str | None:
    """Return the canonical activation that a platform's own key says; None where it has no such key."""
    rule = next((rule for rule in rules if "activation" in rule.sources and rule.mapping), None)
    if rule is None or rule.mapping is None:
        return None
    if rule.target not in front and rule.absent:
        return rule.absent
    said = front.get(rule.target)
    word = next((word for word, native in rule.mapping.items() if native == said and said is not None), None)
    if word is not None or rule.otherwise is None:
        return word or "manual"
    # a key that only tells `always` from the rest: the other keys say which of the rest it is
    return "paths" if _globs(rules, front) else "model" if front.get("description") else "manual"


def listing(cell: Cell, place: Place) -> str:
    """Return what every request holds of something that may be called for: description, name or no."""
    usual = "no" if cell.kind == "commands" else "description"
    return str(place.settings.get("listed", cell.get("listed", usual)))


def call_activation(cell: Cell, place: Place, front: Mapping[str, Any]) -> str:
    """Return when something that is called for is loaded: by the model, which then sees a line of it, or by hand."""
    if listing(cell, place) == "no" or (front.get(BY_HAND) is True and _heeds_by_hand(cell)):
        return MANUAL
    if cell.get("undescribed") == "nothing" and not front.get("description"):
        return MANUAL
    return FILES if scope_of(cell, front) else LISTED


def _heeds_by_hand(cell: Cell) -> bool:
    """Say whether the key counts that leaves an artifact to people: of agents only where an adapter has the key."""
    if cell.kind == "agents" and not any(rule.target == BY_HAND for rule in cell.fields or ()):
        return False
    return BY_HAND not in cell.get("ignores", ())


def line_of(cell: Cell, place: Place, name: str, front: Mapping[str, Any], body: str) -> str:
    """Return the line by which a model is told of something that it may call for."""
    if listing(cell, place) == "name":
        return f"- {name}\n"
    description = front.get("description") or ""
    if not description and cell.get("undescribed") == "body":
        description = body.strip().partition("\n\n")[0]
    return f"- {name}: {description}\n"
