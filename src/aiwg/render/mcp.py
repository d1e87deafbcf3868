"""MCP servers in each platform's shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiwg.adapter.model import Adapter, Cell, FieldRule
from aiwg.adapter.parse import field_rules
from aiwg.artifact.model import Artifact
from aiwg.core.patterns import lazy_pattern
from aiwg.render.fields import apply_rules, losses_of
from aiwg.render.values import Loss, NameTables

PARTS = {"env": ("env_plain", "env_names"), "headers": ("headers_plain", "headers_env", "bearer_env")}
"""What a field is divided into for platforms that take variables by name."""
SAID = {"stdio": "servers that are started", "http": "remote servers", "sse": "SSE servers"}
DEFAULTS: dict[str, list[Any]] = {"stdio": ["command", "args", "env"], "http": ["type", "url", "headers"]}
VARIABLE = lazy_pattern(r"\$\{([A-Za-z_][A-Za-z0-9_]*+)(?::-([^}]{0,4000}+))?\}")
_BEARER = lazy_pattern(r"^Bearer \$\{([A-Za-z_][A-Za-z0-9_]*)\}$")


class NoTransportError(ValueError):
    """A server that a platform cannot have: it takes none of that sort, or would start one that is disabled."""


def server_value(
    artifact: Artifact, cell: Cell, adapter: Adapter, settings: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Loss], bool]:
    """Return a server as the platform writes it, the losses, and whether its shape was changed.

    `settings` are the place's own overrides of the cell.

    Raises NoTransportError when the platform does not take servers of this sort.
    """
    transport = _transport(artifact.fields)
    rules = _rules(transport, cell, settings)
    if artifact.fields.get("enabled") is False and not _can_be_off(rules):
        raise NoTransportError("not written, because it would start this disabled server")
    fields = {key: value for key, value in artifact.fields.items() if key not in ("type", "description")}
    _refuse_untaken(fields, cell.get("takes", {}))
    values = {**artifact.extra, **fields, **_derived(fields), "id": artifact.id}
    if transport != "stdio":
        values["type"] = transport
    native = apply_rules(rules, values, NameTables(platform_names=adapter.names, own_tools=True))
    taken = {source for rule in rules for source in rule.sources}
    native.taken.update(field for field, parts in PARTS.items() if taken & set(parts))
    if "argv" in taken:
        native.taken.update(("command", "args"))
    losses = losses_of(fields, native) + _unnamed(taken, values)
    losses += [Loss(key, "unknown here") for key in artifact.extra if key not in native.taken]
    form = settings.get("env", cell.get("env", "${VAR}"))
    keys, lost = _with_variables(native.keys, form, settings.get("env_default", cell.get("env_default")))
    losses += lost
    for name in adapter.names:
        keys.update(artifact.overrides.get(name, {}))
    return keys, losses, native.changed or bool(losses)


def _refuse_untaken(fields: Mapping[str, Any], patterns: Mapping[str, str]) -> None:
    """Raise NoTransportError for a server with a value that a platform takes for none: `patterns` are by field."""
    for key, pattern in patterns.items():
        if key in fields and re.fullmatch(pattern, str(fields[key])) is None:
            raise NoTransportError(f"not written: clients refuse its {key} there")


def _can_be_off(rules: list[FieldRule]) -> bool:
    """Say whether a platform has a key that keeps a server from being started."""
    return any("enabled" in rule.sources and not rule.has_const for rule in rules)


def _unnamed(taken: set[str], values: Mapping[str, Any]) -> list[Loss]:
    """Return the losses where a platform takes plain values but has no place for the names of variables."""
    losses = []
    for field, parts in PARTS.items():
        for part in parts if taken & set(parts) else ():
            if part not in taken and values.get(part):
                found = values[part]
                named = found if isinstance(found, str) else ", ".join(found)
                losses.append(Loss(field, f"{named}: a variable cannot be named there"))
    return losses


def _transport(fields: Mapping[str, Any]) -> str:
    if "command" in fields:
        return "stdio"
    return "sse" if fields.get("type") == "sse" else "http"


def _rules(transport: str, cell: Cell, settings: Mapping[str, Any]) -> list[FieldRule]:
    """Return the rules for a transport: the place's, the cell's, for SSE those of HTTP, or the usual ones."""
    for key in ("sse", "http") if transport == "sse" else (transport,):
        raw = settings.get(key, cell.get(key))
        if raw == []:
            raise NoTransportError(f"it does not take {SAID[transport]}")
        if raw is not None:
            return field_rules(raw)
    return field_rules(DEFAULTS["stdio" if transport == "stdio" else "http"])


def _derived(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what platforms without interpolation need: variables by name instead of inside values."""
    env = fields.get("env") or {}
    headers = fields.get("headers") or {}
    named = [name for name, value in env.items() if value == f"${{{name}}}"]
    bearer = next(
        (
            match[1]
            for key, value in headers.items()
            if key.lower() == "authorization" and (match := _BEARER.match(str(value)))
        ),
        None,
    )
    rest = {key: value for key, value in headers.items() if not (bearer and key.lower() == "authorization")}
    from_env = {key: match[1] for key, value in rest.items() if (match := VARIABLE.fullmatch(str(value)))}
    return {
        "argv": [fields["command"], *fields.get("args", ())] if "command" in fields else None,
        "env_names": named,
        "env_plain": {name: value for name, value in env.items() if name not in named},
        "bearer_env": bearer,
        "headers_env": from_env,
        "headers_plain": {key: value for key, value in rest.items() if key not in from_env},
    }


def _with_variables(value: Any, form: str | None, form_with_default: str | None) -> tuple[Any, list[Loss]]:
    """Return `value` with its ${VAR} written the platform's way, and what is lost by that."""
    literal: list[str] = []
    without_default: list[str] = []

    def write(match: re.Match[str]) -> str:
        name, default = match[1], match[2]
        if form is None:
            literal.append(match[0])
            return match[0]
        if default is not None and form_with_default is not None:
            return form_with_default.replace("VAR", name).replace("DEFAULT", default)
        written = form.replace("VAR", name)
        if default is not None:
            without_default.append(f"{match[0]} is written as {written}")
        return written

    def walk(item: Any) -> Any:
        if isinstance(item, str):
            return VARIABLE.sub(write, item)
        if isinstance(item, dict):
            return {key: walk(inner) for key, inner in item.items()}
        return [walk(inner) for inner in item] if isinstance(item, list) else item

    written = walk(value)
    losses = [Loss("env", f"{', '.join(sorted(set(literal)))} would not be filled in")] if literal else []
    if without_default:
        losses.append(Loss("default", f"{', '.join(sorted(set(without_default)))}: it has no defaults"))
    return written, losses


def variables_without_default(fields: Mapping[str, Any]) -> list[str]:
    """Return the names of the environment variables that a server needs, sorted."""
    found: set[str] = set()

    def walk(item: Any) -> None:
        if isinstance(item, str):
            found.update(match[1] for match in VARIABLE.finditer(item) if match[2] is None)
        for inner in item.values() if isinstance(item, Mapping) else item if isinstance(item, list) else ():
            walk(inner)

    walk(fields)
    return sorted(found)
