"""Frontmatter values become canonical fields: each to its type, or a problem with its line."""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.artifact import fields as canonical
from aiwg.artifact.on_demand import DELIVERIES, DELIVERY, ON_DEMAND, why_never
from aiwg.artifact.spellings import EVERY
from aiwg.core.dataclass import dataclass, field
from aiwg.core.suggest import suggest
from aiwg.source.codecs import CODECS, FieldTypeError, as_bool, as_list, neutral_tools

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(slots=True)
class Coerced:
    """Canonical fields, unknown keys, platform filters and overrides of one artifact, and what was wrong.

    `wrong` maps a key to a message and a hint.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    overrides: dict[str, dict[str, Any]] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    delivery: str = ""
    wrong: list[tuple[str, str, str | None]] = field(default_factory=list)


def coerce(kind: str, raw: Mapping[str, Any]) -> Coerced:
    """Return the canonical fields of one artifact of `kind` from its frontmatter, in source order."""
    types, aliases = canonical.TYPES[kind], canonical.ALIASES.get(kind, {})
    negated = canonical.NEGATED.get(kind, {})
    result, written = Coerced(), dict[str, str]()
    for key, value in raw.items():
        name = aliases.get(key, negated.get(key, key))
        try:
            if key == "platforms":
                _filters(value, result)
            elif key == "overrides":
                _overrides(value, result)
            elif key == DELIVERY:
                result.delivery = as_delivery(value)
            elif name not in types:
                result.extra[key] = value
            elif value is not None:
                coerced = not as_bool(value) if key in negated else CODECS[types[name]](value)
                if result.fields.setdefault(name, coerced) != coerced:
                    raise FieldTypeError(f"and {written[name]} mean the same and differ", f"keep {name}")
                written.setdefault(name, key)
        except FieldTypeError as error:
            result.wrong.append((key, f"{key} {error}", error.hint))
    if kind == "agent":
        _settle_access(result)
    if types.get("tools") == "tools":
        try:
            _settle_tools(raw, result.fields)
        except FieldTypeError as error:
            key = next((key for key in raw if aliases.get(key, key) in ("deny_tools", "tools")), "tools")
            result.wrong.append((key, f"{key} {error}", error.hint))
    return result


def as_delivery(value: Any) -> str:
    """Return how an artifact or a bundle is delivered, empty when nothing is said. Raises FieldTypeError."""
    if value is None:
        return ""
    if value not in DELIVERIES:
        raise FieldTypeError(f"must be {' or '.join(DELIVERIES)}", f"{DELIVERY}: {ON_DEMAND}")
    return str(value)


def check_delivery(kind: str, result: Coerced) -> None:
    """Note what is wrong with an artifact that wants to be on demand and cannot be."""
    if result.delivery == ON_DEMAND and (why := why_never(kind, result.fields)) is not None:
        result.wrong.append((DELIVERY, *why))


def _settle_access(result: Coerced) -> None:
    """Read what single platforms write for the access of an agent as its access, unless it says that itself."""
    for key, meanings in canonical.ACCESS_SPELLINGS.items():
        value = result.extra.get(key)
        meant = meanings.get(str(value).lower()) if isinstance(value, str | bool) else None
        if meant is not None and result.fields.setdefault("access", meant) == meant:
            del result.extra[key]


def _settle_tools(raw: Mapping[str, Any], fields: dict[str, Any]) -> None:
    """Turn tools written as switches into what is allowed and what is denied, and leave out what says all of them.

    Raises FieldTypeError where all tools are denied.
    """
    switches = raw.get("tools")
    if isinstance(switches, dict) and "tools" in fields:
        denied = neutral_tools(name for name, allowed in switches.items() if not as_bool(allowed))
        if EVERY in denied and not fields["tools"]:
            raise FieldTypeError("denies every tool", "name the ones that it may use")
        if EVERY not in denied and denied:
            fields["deny_tools"] = [*fields.get("deny_tools", ()), *denied]
        if not fields["tools"]:
            del fields["tools"]
    if EVERY in fields.get("tools", ()):
        del fields["tools"]
    if EVERY in fields.get("deny_tools", ()):
        raise FieldTypeError("denies every tool", "tools: names the ones that it may use")


def _filters(value: Any, result: Coerced) -> None:
    if isinstance(value, dict):
        unknown = [key for key in value if key not in ("include", "exclude")]
        if unknown:
            raise FieldTypeError(f'has the unknown key "{unknown[0]}"', suggest(unknown[0], ["include", "exclude"]))
        result.include = tuple(as_list(value.get("include") or []))
        result.exclude = tuple(as_list(value.get("exclude") or []))
        return
    names = as_list(value or [])
    result.include = tuple(name for name in names if not name.startswith("!") and name not in ("*", "all"))
    result.exclude = tuple(name[1:] for name in names if name.startswith("!"))


def _overrides(value: Any, result: Coerced) -> None:
    if value is None:
        return
    if not isinstance(value, dict) or not all(isinstance(fields, dict) for fields in value.values()):
        raise FieldTypeError("must map a platform to its fields", "overrides: {<platform>: {<field>: <value>}}")
    result.overrides = {name: dict(fields) for name, fields in value.items()}
