"""Permissions as keys of a settings file: lists, a map or lists per tool, rules, or lists of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import Adapter, Cell, FieldRule
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass
from aiwg.merge.keys import Value
from aiwg.render.fields import apply_rules
from aiwg.render.outputs import KeyPath
from aiwg.render.permissions.forms import (
    UnsupportedPermissionError,
    anchored,
    argument_of,
    arguments_for,
    filled,
    form_for,
    tool_names,
    values_of,
    words_of,
)
from aiwg.render.values import NameTables

EFFECTS = ("allow", "ask", "deny")
"""From the freest to the strictest; where the last match wins they must stand in this order."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One value for the settings file. `rank` orders values among which the first or the last match wins."""

    keys: KeyPath
    value: Any
    rank: int | None = None


def grants(artifact: Artifact, cell: Cell, adapter: Adapter) -> list[Grant]:
    """Return a permission's values in a platform's settings, below the place's own keys.

    Raises UnsupportedPermissionError.
    """
    return SHAPES[cell.get("shape", "lists")](anchored(artifact, cell), cell, adapter)


def effect_of(artifact: Artifact, cell: Cell) -> str | None:
    """Return the platform's word for a permission's effect, None where its values need no key.

    Raises UnsupportedPermissionError.
    """
    wanted = str(artifact.fields["effect"])
    effects: Mapping[str, str | None] = cell.get("effects", dict(zip(EFFECTS, EFFECTS, strict=True)))
    if wanted not in effects:
        raise UnsupportedPermissionError(f'it has no "{wanted}" permissions')
    return effects[wanted]


def rank_of(artifact: Artifact, wins: str) -> int:
    """Return where a permission stands so that the stricter one wins."""
    # first wins: the strict ones come first; last wins: they come last
    strictness = EFFECTS.index(str(artifact.fields["effect"]))
    return strictness if wins == "last" else -strictness


def _lists(artifact: Artifact, cell: Cell, adapter: Adapter) -> list[Grant]:
    keys = _keys_of(effect_of(artifact, cell))
    return [Grant((*keys, Value(text)), text) for text in _texts(artifact, cell, adapter, "lists")]


def _keys_of(effect: str | None) -> KeyPath:
    """Return the keys below which an effect's list lies; a dot leads one level deeper."""
    return () if effect is None else tuple(effect.split("."))


def _texts(artifact: Artifact, cell: Cell, adapter: Adapter, shape: str) -> list[str]:
    """Return a permission as text, once per native tool."""
    form, argument = form_for(artifact, cell, shape), argument_of(artifact)
    names = tool_names(artifact, cell, adapter)
    return list(
        dict.fromkeys(
            filled(form, name, each)
            for name in names
            for each in arguments_for(form, argument or "", str(artifact.fields["tool"]))
        )
    )


def _commands(artifact: Artifact, cell: Cell, adapter: Adapter) -> list[Grant]:
    if artifact.fields["tool"] != "bash" or argument_of(artifact) is None:
        raise UnsupportedPermissionError("its permissions are for shell commands only")
    text = filled(form_for(artifact, cell, "commands"), "", str(argument_of(artifact)))
    return [Grant((*_keys_of(effect_of(artifact, cell)), Value(text)), text)]


def _tool_map(artifact: Artifact, cell: Cell, adapter: Adapter) -> list[Grant]:
    effect, rank = effect_of(artifact, cell), rank_of(artifact, cell.get("wins", "last"))
    form, argument = form_for(artifact, cell, "tool-map"), argument_of(artifact)
    names = tool_names(artifact, cell, adapter)
    if form == "{tool}":
        return [Grant((name,), effect) for name in names]
    return [
        Grant((name, filled(form, name, each)), effect, rank)
        for name in names
        for each in arguments_for(form, argument or "", str(artifact.fields["tool"]))
    ]


def _tool_lists(artifact: Artifact, cell: Cell, adapter: Adapter) -> list[Grant]:
    names, argument = tool_names(artifact, cell, adapter), argument_of(artifact)
    if argument is None:
        bare: Mapping[str, str] = cell.get("bare", {})
        wanted = str(artifact.fields["effect"])
        if wanted not in bare:
            raise UnsupportedPermissionError("it is unknown if a permission for a whole tool works there")
        return [Grant((name, bare["key"]), bare[wanted]) for name in names]
    effect, form = effect_of(artifact, cell), form_for(artifact, cell, "tool-lists")
    found = []
    for name in names:
        member = _rule(artifact, cell, name, "") if cell.fields else filled(form, name, argument)
        found.append(Grant((name, str(effect), Value(member)), member))
    return found


def _rules(artifact: Artifact, cell: Cell, adapter: Adapter) -> list[Grant]:
    effect, rank = effect_of(artifact, cell), rank_of(artifact, cell.get("wins", "first"))
    names = tool_names(artifact, cell, adapter)
    found = [_rule(artifact, cell, name, str(effect)) for name in names]
    return [Grant((Value(rule),), rule, rank) for rule in found]


def _rule(artifact: Artifact, cell: Cell, name: str, effect: str) -> dict[str, Any]:
    """Return one rule object. Raises UnsupportedPermissionError when no key of it takes the argument."""
    rules: Sequence[FieldRule] = cell.fields or ()
    values = values_of(artifact, name, effect)
    made = apply_rules(rules, values, NameTables()).keys
    plain = {key: value for key, value in values.items() if key in ("tool", "for", "effect")}
    # a rule that comes out the same without the argument would allow or deny everything
    if argument_of(artifact) is not None and made == apply_rules(rules, plain, NameTables()).keys:
        raise UnsupportedPermissionError("its rules cannot be limited to that")
    if not made:  # a rule that says nothing denies nothing
        raise UnsupportedPermissionError("the keys of its rules are unknown")
    return made


def _prefix_rules(artifact: Artifact, cell: Cell, adapter: Adapter) -> list[Grant]:
    argument = argument_of(artifact)
    if artifact.fields["tool"] != "bash" or argument is None:
        raise UnsupportedPermissionError("its rules only match the start of shell commands")
    rule = {"pattern": [{"token": word} for word in words_of(argument)], "decision": effect_of(artifact, cell)}
    return [Grant((Value(rule),), rule)]


SHAPES: Mapping[str, Callable[[Artifact, Cell, Adapter], list[Grant]]] = {
    "lists": _lists,
    "commands": _commands,
    "tool-map": _tool_map,
    "tool-lists": _tool_lists,
    "rules": _rules,
    "prefix-rules": _prefix_rules,
}
