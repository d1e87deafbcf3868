"""MCP servers backwards: a platform's own keys, its variables and its lists of names become canonical fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.adapter.model import FieldRule
from aiwg.adapter.parse import field_rules
from aiwg.artifact.fields import TYPES
from aiwg.artifact.model import Artifact, Origin
from aiwg.artifact.spellings import server_id
from aiwg.importing.model import KEPT, RAW, UNREAD, Draft, Native, NativeReading
from aiwg.importing.native.fields import MISSING, at, invert, top
from aiwg.render.mcp import DEFAULTS, NoTransportError, server_value
from aiwg.render.values import NameTables
from aiwg.source.fields import coerce

_KIND = "mcp_server"
_SORTS = ("stdio", "http", "sse")
_ON = ("enabled", True)


def read_server(native: Native) -> NativeReading:
    """Return the draft that one server of a settings file becomes, or a note why it becomes none."""
    id = server_id(native.name).lstrip("_")
    if not id or not isinstance(native.value, Mapping):
        return NativeReading(notes=(native.note(UNREAD, "is not a server that aiwg understands"),))
    front: Mapping[str, Any] = {str(key): value for key, value in native.value.items()}
    tries = [each for sort in _SORTS if (each := _as_sort(native, front, id, sort)) is not None]
    if not tries:
        return NativeReading(notes=(native.note(UNREAD, "has neither a command nor an address that aiwg knows"),))
    fields, left = min(tries, key=lambda each: len(each[1]))
    artifact = Artifact(_KIND, id, Origin(native.shown, "project"), fields)
    raw = _not_given_back(native, artifact, front) | left
    artifact = artifact.with_(overrides={native.adapter.id: raw} if raw else {})
    member = native.place.spec.selector.member_key if native.place.spec.selector else ""
    notes = [
        native.note(
            RAW if key in raw else KEPT, f"aiwg keeps it under overrides for {native.adapter.id}" * (key in raw), key
        )
        for key in front
        if key != member
    ]
    return NativeReading((Draft(artifact, (native,), tuple(notes), {native.adapter.id: front}),))


def _as_sort(
    native: Native, front: Mapping[str, Any], id: str, sort: str
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the fields of a server as one of a sort, and the keys that are no field; None when it is of another."""
    rules = _rules(native, sort)
    if rules is None or any(rule.has_const and at(front, rule.target) not in (rule.const, MISSING) for rule in rules):
        return None
    tables = NameTables(platform_names=native.adapter.names, own_tools=True)
    inverted = invert(rules, front, _KIND, id, tables, {"id": id})
    values = {key: value for key, value in _together(inverted.values).items() if key in TYPES[_KIND]}
    spelled = {key: value for key, value in inverted.raw.items() if _is_plain(key)}  # older spellings among them
    coerced = coerce(_KIND, {**_with_variables(values, native), **_with_variables(spelled, native)})
    if ("command" in coerced.fields) != (sort == "stdio") or ("url" in coerced.fields) == (sort == "stdio"):
        return None
    wrong = {key for key, *_ in coerced.wrong}
    left = {key: value for key, value in inverted.raw.items() if key in coerced.extra or key in wrong}
    left |= {inverted.targets[key]: front[inverted.targets[key]] for key in wrong if key in inverted.targets}
    member = native.place.spec.selector.member_key if native.place.spec.selector else ""
    left.pop(member, None)
    return _without_usual(coerced.fields), left


def _without_usual(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields without what holds anyway: that it is on, the sort that its address tells, and empty lists."""
    found = {key: value for key, value in fields.items() if value not in ({}, []) and (key, value) != _ON}
    if "command" in found or found.get("type") != "sse":
        found.pop("type", None)
    return found


def _is_plain(key: str) -> bool:
    """Say whether a key that no rule takes may be one of the spellings that a source knows, or of nobody."""
    return key not in ("platforms", "overrides")


def _rules(native: Native, sort: str) -> Sequence[FieldRule] | None:
    """Return the rules for servers of a sort; None where the platform has none of it."""
    for key in ("sse", "http") if sort == "sse" else (sort,):
        raw = native.place.settings.get(key, native.cell.get(key))
        if raw == []:
            return None
        if raw is not None:
            return field_rules(raw)
    return field_rules(DEFAULTS["stdio" if sort == "stdio" else "http"])


def _together(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with their parts joined: variables by name, a bearer token, a command with its arguments."""
    found = {key: value for key, value in values.items() if key in TYPES[_KIND]}
    argv = values.get("argv")
    if isinstance(argv, list) and argv:
        found["command"], found["args"] = str(argv[0]), [str(each) for each in argv[1:]]
        if not found["args"]:
            del found["args"]
    env = dict(values.get("env_plain") or {}) if isinstance(values.get("env_plain"), Mapping) else {}
    for name in values.get("env_names") or () if isinstance(values.get("env_names"), list) else ():
        env[str(name)] = f"${{{name}}}"
    headers = dict(values.get("headers_plain") or {}) if isinstance(values.get("headers_plain"), Mapping) else {}
    named = values.get("headers_env")
    for key, name in named.items() if isinstance(named, Mapping) else ():
        headers[str(key)] = f"${{{name}}}"
    if isinstance(values.get("bearer_env"), str):
        headers["Authorization"] = f"Bearer ${{{values['bearer_env']}}}"
    for name, parts in (("env", env), ("headers", headers)):
        if parts:
            known = found.get(name)
            found[name] = {**known, **parts} if isinstance(known, Mapping) else parts
    return found


def _with_variables(values: dict[str, Any], native: Native) -> dict[str, Any]:
    """Return values with the platform's variables written as `${NAME}`."""
    patterns = []
    for key in ("env_default", "env"):
        form = native.place.settings.get(key, native.cell.get(key, "${VAR}" if key == "env" else None))
        if form:
            text = re.escape(str(form)).replace("VAR", "(?P<name>[A-Za-z_][A-Za-z0-9_]*)", 1)
            patterns.append(re.compile(text.replace("DEFAULT", r"(?P<default>[^}]{0,4000})")))

    def write(match: re.Match[str]) -> str:
        default = match.groupdict().get("default")
        return f"${{{match['name']}:-{default}}}" if default else f"${{{match['name']}}}"

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            for pattern in patterns:
                if found := pattern.sub(write, value):
                    value = found
            return value
        if isinstance(value, Mapping):
            return {key: walk(item) for key, item in value.items()}
        return [walk(item) for item in value] if isinstance(value, list) else value

    return {key: walk(value) for key, value in values.items()}


def _not_given_back(native: Native, artifact: Artifact, front: Mapping[str, Any]) -> dict[str, Any]:
    """Return the native keys that rendering the server does not give back."""
    try:
        made, _, _ = server_value(artifact, native.cell, native.adapter, native.place.settings)
    except NoTransportError:
        return dict(front)
    selector = native.place.spec.selector
    member = selector.member_key if selector else ""
    rules = {top(rule.target) for sort in _SORTS for rule in _rules(native, sort) or ()}
    return {
        key: value
        for key, value in front.items()
        if key != member and made.get(key) != value and not _is_usual(key, value, made) and key in rules
    }


def _is_usual(key: str, value: Any, made: Mapping[str, Any]) -> bool:
    """Say whether a key says what holds without it: no arguments, no environment, the sort that is told anyway."""
    if key not in made and (value in ([], {}, None, "", "stdio", False) or (key, value) == _ON):
        return True
    return str(made.get(key)) == str(value)
