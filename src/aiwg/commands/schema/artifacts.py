"""The JSON schemas of artifacts: the frontmatter of each kind, and the YAML files of a source that hold entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from aiwg.artifact import fields as canonical
from aiwg.artifact.hook_types import COMMAND, NEEDS, takes
from aiwg.artifact.kinds import ENTRY_ID, KINDS, SETTINGS, Kind
from aiwg.artifact.on_demand import DELIVERIES, DEPLOY
from aiwg.commands.schema.about import about
from aiwg.commands.schema.types import (
    BOOLEAN,
    BY_TYPE,
    EVENT,
    EVENT_REFERENCE,
    OVERRIDES,
    PLATFORMS,
    SCALAR,
    Schema,
    described,
    or_null,
)

_SOMETHING: Final[Schema] = {"anyOf": [{"type": "string", "pattern": r"\S"}, {"type": ["number", "boolean"]}]}
"""A text that is not empty."""


_NAME: Final[Schema] = {"anyOf": [{"type": "string", "pattern": r"[^\s.]$"}, {"type": ["number", "boolean", "null"]}]}


def fields_of(kind: str) -> dict[str, Schema]:
    """Return the schema of each key that an artifact of a kind may have, other spellings too."""
    types = canonical.TYPES[kind]
    found = {name: or_null(described(BY_TYPE[type], about(kind, name))) for name, type in types.items()}
    for spelling, name in canonical.ALIASES.get(kind, {}).items():
        found[spelling] = or_null(described(BY_TYPE[types[name]], f"the same as {name}"))
    for spelling, name in canonical.NEGATED.get(kind, {}).items():
        found[spelling] = described(or_null(BOOLEAN), f"the opposite of {name}")
    return {**found, "platforms": PLATFORMS, "overrides": OVERRIDES, "delivery": _delivery_of(kind)}


def _delivery_of(kind: str) -> Schema:
    """Return the schema of the key that says whether an artifact is deployed: some must always be in force."""
    may_wait = KINDS[kind].is_invoked or "activation" in canonical.TYPES[kind]
    words = [*(DELIVERIES if may_wait else (DEPLOY,)), None]
    return {"enum": words, "description": "on-demand: agents find it with aiwg find; it is not deployed"}


def frontmatter(kind: str) -> Schema:
    """Return the schema of the frontmatter of a kind. Keys that aiwg does not know are allowed: it keeps them."""
    row, properties = KINDS[kind], fields_of(kind)
    required = ["description"] if row.needs_description else []
    if required:
        properties["description"] = described(_SOMETHING, about(kind, "description"))
    if row.is_named:
        properties["name"] = described(_NAME, about(kind, "name"))
    if kind == "behavior":
        properties["hooks"] = described(_hooks_of_behavior(), about(kind, "hooks"))
    events = {"$defs": {"event": EVENT}} if kind == "behavior" else {}
    return {"type": "object", "required": required, "properties": properties, **events}


def settings_file(file: str) -> Schema:
    """Return the schema of a YAML file of a source that holds entries: hooks.yaml, mcp.yaml and the others."""
    sections: dict[str, Schema] = {}
    for kind in SETTINGS[file]:
        for section in kind.sections:
            sections[section] = or_null(_SECTIONS[kind.entries_as](kind))
    events = {"$defs": {"event": EVENT}} if any(kind.name == "hook" for kind in SETTINGS[file]) else {}
    return {"type": ["object", "null"], "additionalProperties": False, "properties": sections, **events}


def _map(kind: Kind) -> Schema:
    properties = fields_of(kind.name)
    entry: Schema = {"type": "object", "properties": properties}
    if kind.one_of:
        entry["oneOf"] = [_has(kind.name, name) for name in kind.one_of]
    short: list[Schema] = []
    if kind.short_for:
        short = [BOOLEAN if canonical.TYPES[kind.name][kind.short_for] == "bool" else {"type": SCALAR}]
    names = {"propertyNames": {"pattern": _as_ecma(kind.id_pattern)}} if kind.id_pattern != ENTRY_ID else {}
    return {
        "type": "object",
        "description": f"by id: the {kind.entry}s of this source",
        "additionalProperties": {"anyOf": [*short, entry]} if short else entry,
        **names,
    }


def _has(kind: str, name: str) -> Schema:
    """Return the schema of an entry that has a field, in any spelling."""
    spellings = [name, *(each for each, of in canonical.ALIASES.get(kind, {}).items() if of == name)]
    found: list[Schema] = [{"required": [each], "properties": {each: _NOT_NULL}} for each in spellings]
    return {"anyOf": found} if len(found) > 1 else found[0]


_NOT_NULL: Final[Schema] = {"not": {"type": "null"}}
_ONLY_NULL: Final[Schema] = {"type": "null"}


def _as_ecma(pattern: str) -> str:
    """Return a pattern of ours in the dialect of JSON Schema, which has no `\\Z`."""
    return f"^{pattern.removesuffix(chr(92) + 'Z')}$"


def _list(kind: Kind) -> Schema:
    properties = {**fields_of(kind.name), "id": {"type": "string", "description": about(kind.name, "id")}}
    properties["script"] = {**_ONLY_NULL, "description": "only in a behavior, next to its script file"}
    types = list(_hook_types(("command",)))
    entry = {"type": "object", "required": ["id", "event"], "properties": properties, "allOf": types}
    return {"type": "array", "description": "the hooks of this source", "items": entry}


def _hook_types(of_command: Iterable[str]) -> Iterable[Schema]:
    """Yield what a hook of each type needs, and that it has no field of another type.

    `of_command`: the fields of which a hook that runs a command needs one.
    """
    of_some = sorted(set().union(*(takes(name) for name in NEEDS)))
    for name in NEEDS:
        others = {each: _ONLY_NULL for each in of_some if each not in takes(name)}
        then: Schema = {
            "required": list(NEEDS[name]),
            "properties": {**dict.fromkeys(NEEDS[name], _SOMETHING), **others},
        }
        is_type: Schema = {"properties": {"type": {"enum": [name]}}, "required": ["type"]}
        if name == COMMAND:
            no_type = {"not": {"properties": {"type": _NOT_NULL}, "required": ["type"]}}
            is_type = {"anyOf": [is_type, no_type]}
            then["anyOf"] = [{"required": [each], "properties": {each: _SOMETHING}} for each in of_command]
        yield {"if": is_type, "then": then}


def _hooks_of_behavior() -> Schema:
    properties = {name: schema for name, schema in fields_of("hook").items() if name != "id"}
    entry: Schema = {"type": "object", "properties": properties, "allOf": list(_hook_types(("command", "script")))}
    by_event: Schema = {"propertyNames": EVENT_REFERENCE, "additionalProperties": {"anyOf": [_SOMETHING, entry]}}
    return {
        "anyOf": [
            {"type": "array", "items": {**entry, "required": ["event"]}},
            {"type": "object", **by_event},
            {"enum": [None, False, 0, ""]},
        ]
    }


def _effects(kind: Kind) -> Schema:
    text: Schema = {"type": "string", "pattern": r"\S", "description": "a tool, or a tool with a limit: bash(git *)"}
    limited = {
        "type": "object",
        "additionalProperties": False,
        "required": ["pattern"],
        "properties": {
            "pattern": text,
            "platforms": PLATFORMS,
            "overrides": OVERRIDES,
            "delivery": _delivery_of(kind.name),
        },
    }
    return {"type": "array", "description": "permissions of this effect", "items": {"anyOf": [text, limited]}}


_SECTIONS: Final[dict[str, Any]] = {"map": _map, "list": _list, "effects": _effects}
"""How the entries of a kind are listed, as its row has it."""
