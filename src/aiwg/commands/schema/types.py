"""The JSON schema of each type of a field: it allows what the codec of that type takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from aiwg.artifact.events import event_spellings
from aiwg.artifact.fields import ENUMS, EVENTS, MODEL_TIERS, TOOLS

Schema = dict[str, Any]

SCALAR: Final = ["string", "number", "boolean"]
NULL: Final[Schema] = {"type": "null"}
_TEXTS: Final[Schema] = {"type": "object", "additionalProperties": {"type": SCALAR}}
_BOOLEAN_WORDS: Final = ("true", "false", "yes", "no", "on", "off")
_NAMES_SOMETHING: Final = r"[^\s,]"


def any_spelling(names: Iterable[str]) -> str:
    """Return a pattern that fits each name in any case, with hyphens and underscores anywhere."""
    spelt = ("[-_]*".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in name) for name in names)
    return f"^\\s*[-_]*(?:{'|'.join(spelt)})[-_]*\\s*$"


def any_case(words: Iterable[str]) -> str:
    """Return a pattern that fits each word in any case: JSON Schema has no flag for that."""
    spelt = ("".join(f"[{c.upper()}{c.lower()}]" if c.isalpha() else c for c in word) for word in words)
    return f"^(?:{'|'.join(spelt)})$"


def words(choices: Iterable[str], *more: str) -> Schema:
    """Return the schema of a word out of several, which editors offer; aiwg reads it in any case."""
    listed = list(choices)
    return {"anyOf": [{"enum": listed}, {"type": "string", "pattern": any_case((*listed, *more))}]}


def _listed(offered: Iterable[str] = (), some: bool = False) -> Schema:
    """Return the schema of a list of texts, which may be written on one line; `some`: it must name something."""
    text: Schema = {"type": "string", **({"pattern": _NAMES_SOMETHING} if some else {})}
    item: Schema = {"type": SCALAR}
    names = sorted(offered)
    if names:
        item = {"anyOf": [{"enum": names}, item]}
    return {
        "anyOf": [
            *([{"enum": names}] if names else []),
            text,
            {"type": ["number", "boolean"]},
            {"type": "array", "items": item, **({"minItems": 1} if some else {})},
        ]
    }


BOOLEAN: Final[Schema] = {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": any_case(_BOOLEAN_WORDS)}]}
LIST: Final[Schema] = _listed()
_MODEL: Final[Schema] = {
    "anyOf": [
        {"enum": list(MODEL_TIERS)},
        {"type": SCALAR},
        {"type": "array", "items": {"type": SCALAR}},
        {"type": "object", "additionalProperties": {"type": [*SCALAR, "array", "object"]}},
    ]
}

EVENT_REFERENCE: Final[Schema] = {"$ref": "#/$defs/event"}

BY_TYPE: Final[dict[str, Schema]] = {
    "line": {"type": SCALAR},
    "shell": {"type": SCALAR},
    "text": {"type": SCALAR},
    "hint": {"anyOf": [{"type": SCALAR}, {"type": "array", "items": {"type": SCALAR}}]},
    "texts": _TEXTS,
    "bool": BOOLEAN,
    "int": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?[0-9]+(?:_[0-9]+)*\s*$"}]},
    "number": {
        "anyOf": [
            {"type": "number"},
            {"type": "string", "pattern": r"^\s*[+-]?(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$"},
        ]
    },
    "list": LIST,
    "globs": LIST,
    "tools": {"anyOf": [*_listed(TOOLS, some=True)["anyOf"], {"type": "object", "additionalProperties": BOOLEAN}]},
    "match": _listed(TOOLS),
    "some": _listed(some=True),
    "servers": {},
    "event": EVENT_REFERENCE,
    "model": _MODEL,
    "raw": {},
    **{name: words(choices) for name, choices in ENUMS.items()},
    "effort": words(ENUMS["effort"], "xhigh"),
}
"""By the word that `artifact.fields` has for the type. A test holds each to its codec, with values of every sort."""

EVENT: Final[Schema] = {
    "anyOf": [
        {"enum": sorted(EVENTS)},
        {"type": "string", "pattern": ":"},
        {"type": "string", "pattern": any_spelling(event_spellings())},
    ]
}
"""The name of an event. It is long, so schemas have it once, under `$defs`."""

PLATFORMS: Final[Schema] = {
    "description": "the platforms that get it; !NAME leaves one out; all when left out",
    "anyOf": [
        {"type": "object", "additionalProperties": False, "properties": {"include": LIST, "exclude": LIST}},
        *LIST["anyOf"],
        NULL,
    ],
}
OVERRIDES: Final[Schema] = {
    "description": "per platform: native fields, which aiwg writes as they are",
    "anyOf": [{"type": "object", "additionalProperties": {"type": "object"}}, NULL],
}


def described(schema: Schema, about: str) -> Schema:
    """Return a schema with what editors show of it."""
    return {"description": about, **schema} if about else dict(schema)


def or_null(schema: Schema) -> Schema:
    """Return a schema that allows an empty value too: aiwg reads that as if the key was not there."""
    if not schema.keys() - {"description", "$ref"}:
        return schema
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], NULL]}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {**schema, "type": [*kinds, "null"]}
