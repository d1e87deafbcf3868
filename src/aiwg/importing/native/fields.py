"""Field rules backwards: from native keys to the canonical values that an adapter would make them of.

Each rule offers the canonical values that could have given its key. The first that gives the native keys back when they
are rendered wins; a key that none gives back stays raw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import FieldRule
from aiwg.artifact.fields import COLOURS, ENUMS, TYPES, split_list
from aiwg.core.dataclass import dataclass, field
from aiwg.importing.native.tools import native_table, neutral_tools
from aiwg.loading.frontmatter import listed
from aiwg.render.values import NameTables

_NOTHING: tuple[str, Any] = ("", None)
"""An offer that needs no canonical value: a constant, a default, the id."""

Values = dict[str, Any]
Render = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What makes native keys of canonical values."""


@dataclass(slots=True)
class Inverted:
    """Canonical values by their field, and the native keys that no value gives back."""

    values: Values = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    """The native key that each value was read from."""


def invert(
    rules: Sequence[FieldRule], native: Mapping[str, Any], kind: str, id: str, tables: NameTables, given: Values
) -> Inverted:
    """Return the canonical values that native keys stand for. `given` are values that are known by other means."""
    result = Inverted()
    claimed = set[str]()
    for rule in rules:
        value = at(native, rule.target)
        if value is MISSING:
            continue
        claimed.add(top(rule.target))
        if set(rule.sources) & given.keys():
            continue
        offer = next(iter(offers(rule, value, kind, id, tables)), None)
        if offer is None or offer == _NOTHING:
            continue
        source, canonical = offer
        if result.values.setdefault(source, canonical) != canonical:
            claimed.discard(top(rule.target))  # two spellings of one field that differ: the second stays as it is
        result.targets.setdefault(source, top(rule.target))
    result.raw = {key: value for key, value in native.items() if key not in claimed}
    return result


class _Missing:
    """The type of MISSING."""


MISSING = _Missing()


def at(native: Any, target: str) -> Any:
    """Return the value at a dotted key, or MISSING."""
    for part in target.split("."):
        if not isinstance(native, Mapping) or part not in native:
            return MISSING
        native = native[part]
    return native


def top(target: str) -> str:
    """Return the key at the top that a dotted key lies below."""
    return target.partition(".")[0]


def offers(rule: FieldRule, value: Any, kind: str, id: str, tables: NameTables) -> Iterable[tuple[str, Any]]:
    """Yield the field and the canonical value that a native value may stand for, the likeliest first.

    Of several that are rendered alike the narrowest comes first: an import lets nobody do more.
    """
    if rule.has_const:
        if value == rule.const:
            yield _NOTHING
        return
    if rule.has_default and value == rule.default:
        yield _NOTHING
        return
    if rule.mapping is not None:
        found = [canonical for canonical, native in rule.mapping.items() if native == value]
        for canonical in sorted(found, key=_width):
            yield _source_of(rule, canonical, kind), _word(canonical)
        if rule.otherwise != "same":
            if rule.otherwise is not None and rule.otherwise == value:
                yield _NOTHING
            return
    for source in rule.sources:
        canonical = decoded(rule, source, value, id, tables)
        if canonical is not MISSING:
            yield _NOTHING if canonical is None else (source, canonical)


_WIDTHS = ("read", "false", "ask", "manual", "paths", "model", "write", "full")


def _width(canonical: Any) -> int:
    word = str(canonical).lower()
    return _WIDTHS.index(word) if word in _WIDTHS else len(_WIDTHS)


def _word(canonical: Any) -> Any:
    return {"true": True, "false": False}.get(canonical, canonical) if isinstance(canonical, str) else canonical


def _source_of(rule: FieldRule, canonical: Any, kind: str) -> str:
    """Return which of several fields has a word among its values."""
    types = TYPES.get(kind, {})
    fitting = (source for source in rule.sources if canonical in ENUMS.get(types.get(source, ""), ()))
    return next(fitting, rule.sources[0])


def decoded(rule: FieldRule, source: str, value: Any, id: str, tables: NameTables) -> Any:
    """Return the canonical value of a field that a native value stands for; None for nothing, MISSING for unknown."""
    if source == "id":
        return None if str(value) == id else MISSING
    if source in ("tools", "deny_tools") and not tables.own_tools:
        return _tools(rule, source, value, tables)
    if source == "model":
        return _model(value, tables)
    if rule.unit == "ms":
        return _seconds(value)
    if rule.shape == "hex":
        return next((name for name, colour in COLOURS.items() if colour == value), value)
    if rule.shape == "map" and isinstance(value, Mapping):
        return MISSING  # whole configurations: they stay this platform's own
    if source == "paths" or rule.shape in ("csv", "commas", "list"):
        return list(listed(value)) if source == "paths" else split_list(value)
    if rule.shape == "space":
        return str(value).split() if isinstance(value, str) else value
    return value


def _seconds(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return MISSING
    seconds = value / 1000
    return int(seconds) if seconds == int(seconds) else seconds


def _tools(rule: FieldRule, source: str, value: Any, tables: NameTables) -> Any:
    if rule.shape == "deny-others":
        return _allowed(value, tables)
    if rule.shape == "action-map" and isinstance(value, Mapping):
        wanted = source != "deny_tools"
        names = [str(name) for name, allowed in value.items() if allowed is wanted]
        return neutral_tools(names, tables.tools) if names else MISSING
    if isinstance(value, Mapping):
        return MISSING
    names = [str(each) for each in value] if isinstance(value, list) else _split(rule, str(value))
    if not names or any(name.strip() in ("*", "all") for name in names):
        return MISSING if not names else None
    return neutral_tools(names, tables.tools)


def _split(rule: FieldRule, value: str) -> list[str]:
    return value.split() if rule.shape == "space" else split_list(value)


def _allowed(value: Any, tables: NameTables) -> Any:
    """Return the tools that remain where all others are denied."""
    if not isinstance(value, Mapping) or any(word != "deny" for word in value.values()):
        return MISSING
    left = []
    for tool, native in native_table(tables.tools).items():
        names = native if isinstance(native, list) else [native]
        if not any(name in value for name in names):
            left.append(tool)
    return left or MISSING


def _model(value: Any, tables: NameTables) -> Any:
    if not isinstance(value, str) or not value:
        return MISSING
    tier = next((tier for tier, name in tables.models.items() if name == value), None)
    return tier if tier is not None else {tables.platform_names[0]: value}


def differing(
    rules: Sequence[FieldRule], native: Mapping[str, Any], made: Mapping[str, Any], tables: NameTables
) -> dict[str, Any]:
    """Return the native keys, at their top, that rendering does not give back in the same meaning."""
    shapes = {top(rule.target): rule for rule in rules}
    return {
        key: value
        for key, value in native.items()
        if key not in made or not _is_same(shapes.get(key), value, made[key], tables)
    }


def _is_same(rule: FieldRule | None, one: Any, other: Any, tables: NameTables) -> bool:
    if one == other and isinstance(one, bool) == isinstance(other, bool):
        return True
    if isinstance(one, Mapping) or isinstance(other, Mapping) or rule is None:
        return False
    if isinstance(one, str | list) and isinstance(other, str | list):
        if _is_list(rule):
            return sorted(_items(rule, one)) == sorted(_items(rule, other))
        return str(one).split() == str(other).split() if isinstance(one, str) and isinstance(other, str) else False
    return str(one).lower() == str(other).lower()


def _is_list(rule: FieldRule) -> bool:
    return rule.shape in ("csv", "commas", "list", "space") or bool(
        {"tools", "deny_tools", "paths"} & set(rule.sources)
    )


def _items(rule: FieldRule, value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return _split(rule, value)
