"""Canonical fields to native keys, by the adapter's rules; what does not arrive is a loss, never silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.adapter.model import FieldRule
from aiwg.artifact.fields import WRITING_TOOLS
from aiwg.render.values import SPEC, Loss, NameTables, NativeFields, native_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

EMPTY: tuple[Any, ...] = (None, [], "", {})

SILENT = frozenset({"name", "activation"})
"""Fields that need no native key: the id and the kind of place already say them."""


def derive_access(fields: Mapping[str, Any]) -> str | None:
    """Return the access an agent needs: what it says, else what its tools imply, else None."""
    if "access" in fields:
        return str(fields["access"])
    tools = fields.get("tools")
    if not tools:
        return None
    return "write" if any(_bare(tool) in WRITING_TOOLS for tool in tools) else "read"


def _bare(tool: str) -> str:
    """Return a tool without what limits it."""
    return SPEC.sub(r"\g<name>", tool) if "(" in tool else tool


def apply_rules(rules: Iterable[FieldRule], values: Mapping[str, Any], tables: NameTables) -> NativeFields:
    """Return the native keys that `rules` make of canonical `values`, in the rules' order."""
    native = NativeFields()
    for rule in rules:
        is_wanted = (rule.when is None and rule.unless is None) or _holds(rule, values)  # most have no condition
        if rule.has_const:
            if is_wanted:
                _set(native.keys, rule.target, rule.const)
            continue
        source = _first_given(rule.sources, values)
        if not is_wanted:
            native.taken.update(rule.sources if source else ())
            continue
        if source is None:
            if rule.has_default:
                _set(native.keys, rule.target, rule.default)
            continue
        native.taken.add(source)
        value = native_value(rule, source, values[source], tables, native)
        if value is not None:
            _set(native.keys, rule.target, value)
            native.changed = native.changed or rule.target != source or value != values[source]
    return native


def _first_given(names: Iterable[str], values: Mapping[str, Any]) -> str | None:
    for name in names:
        value = values.get(name)
        if value or value not in EMPTY:
            return name
    return None


def losses_of(fields: Mapping[str, Any], native: NativeFields) -> list[Loss]:
    """Return the losses of the rules plus every field that no rule took."""
    losses = list(native.losses)
    access_kept = "access" in native.taken
    for name, value in fields.items():
        if name in native.taken or name in SILENT or value in EMPTY:
            continue
        if name == "tools":
            kept = access_kept and derive_access(fields) == "read"
            losses.append(Loss("tools", "kept as its access" if kept else "not supported", freer=not kept))
        elif name == "access" and value == "read":
            losses.append(Loss("access", "not supported", freer="tools" not in native.taken))
        else:
            losses.append(Loss(name, "not supported", freer=name == "deny_tools"))
    return losses


def _holds(rule: FieldRule, values: Mapping[str, Any]) -> bool:
    if rule.when and not all(_is_wanted(values.get(name), wanted) for name, wanted in rule.when.items()):
        return False
    if isinstance(rule.unless, str):
        return values.get(rule.unless) in EMPTY
    if isinstance(rule.unless, Mapping):
        return not all(values.get(name) == value for name, value in rule.unless.items())
    return True


def _is_wanted(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, list) else bool(value == wanted)


def _set(keys: dict[str, Any], target: str, value: Any) -> None:
    if target not in keys and "." not in target:
        keys[target] = value
        return
    *parents, last = target.split(".")
    for parent in parents:
        keys = keys.setdefault(parent, {})
    known = keys.get(last)
    keys[last] = {**known, **value} if isinstance(known, dict) and isinstance(value, dict) else value
