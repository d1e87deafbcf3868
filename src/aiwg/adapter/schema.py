"""The schema of platform.yaml: one JSON Schema that validates, documents and completes in editors."""

from __future__ import annotations

from typing import Any, Final

from aiwg.artifact.fields import EVENTS, MODEL_TIERS, TOOLS
from aiwg.artifact.kinds import KIND_OF_CELL

Schema = dict[str, Any]


def _text(about: str, **more: Any) -> Schema:
    return {"type": "string", "description": about, **more}


def _list(about: str, items: Schema) -> Schema:
    return {"type": "array", "description": about, "items": items}


def _map(about: str, values: Schema | bool = True, **more: Any) -> Schema:
    return {"type": "object", "description": about, "additionalProperties": values, **more}


def _object(about: str, properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "description": about,
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _either(about: str, *options: Schema) -> Schema:
    return {"description": about, "anyOf": list(options)}


_STRING: Final[Schema] = {"type": "string"}
_ANY: Final[Schema] = {}
PATH: Final = _text(
    "a path: no prefix = project, ~/ or {dir}/ = user; {id} = ours; #keys = those keys are ours; else a marked block"
)
GRADES: Final = ["client", "source", "docs", "third-party"]

_RULE: Final = _object(
    "how one native key is made",
    {
        "from": _either(
            "canonical field, or the first present of a list", _STRING, {"type": "array", "items": _STRING}
        ),
        "as": _text("shape", enum=["csv", "list", "space", "map", "hex", "action-map"]),
        "map": _map("canonical value to native value"),
        "else": {"description": "native value for everything outside map; `same` keeps the canonical value"},
        "const": {"description": "always this value"},
        "default": {"description": "value when the field is absent"},
        "unit": _text("unit of a duration", enum=["s", "ms"]),
        "each": _map("field rules for each element"),
        "when": _map("only when these canonical fields have these values"),
        "unless": {"description": "not when this field is present, or has this value"},
        "max": {"type": "integer", "description": "longest text the platform takes"},
        "pattern": _text("only values matching this regular expression"),
        "deny": _text("native key that takes the denied ones"),
    },
)
FIELDS: Final = _list(
    "native keys in order of emission: `key`, `key: canonical`, or `key: {from, as, map, ...}`",
    _either(
        "a field",
        _STRING,
        {"type": "object", "additionalProperties": _either("", _STRING, _RULE), "minProperties": 1},
    ),
)
TEXT: Final = _object(
    "how this platform writes things inside bodies",
    {
        "args": _text("all arguments of a command"),
        "arg": _text("one argument: {n} counts from 1, {n0} from 0"),
        "name": _text("a named argument"),
        "file": _text("include of a file, with {path}"),
        "shell": _text("include of a command's output, with {cmd}"),
        "skill_dir": _text("the folder of the running skill"),
    },
)
_TOOL_NAMES: Final = {
    **{
        name: _either(f"native name(s) of {name}", _STRING, {"type": "array", "items": _STRING})
        for name in sorted(TOOLS)
    },
    "mcp": _text("pattern of an MCP tool, with {server} and {tool}"),
    "argument": _text("how a tool is limited to an argument, with {tool} and {arg}; absent = it cannot be"),
}
TOOL_TABLE: Final = _object("neutral tool to native name", _TOOL_NAMES)
MODEL_TABLE: Final = _object(
    "tier to native model; null = written by leaving the field out",
    {tier: {"type": ["string", "null"]} for tier in MODEL_TIERS},
)
_MCP: Final[Schema] = {
    "stdio": {**FIELDS, "description": "fields of a server that is started; default [command, args, env]"},
    "http": {**FIELDS, "description": "fields of a remote server; default [type, url, headers]"},
    "sse": {**FIELDS, "description": "fields of an SSE server; default as http"},
    "env": {
        "type": ["string", "null"],
        "description": 'how a variable is written, "${VAR}" by default; null = not interpolated',
    },
}
_EVENTS: Final = _object(
    "neutral event to native event; a mapping chooses by tool",
    {
        event: _either("native event", _STRING, {"type": "object", "additionalProperties": _STRING})
        for event in sorted(EVENTS)
    },
)
_SURFACES: Final = _list("surfaces that read this place; none said = all", _STRING)
_PLACE_KEYS: Final[Schema] = {
    "path": PATH,
    "first": {
        "type": "array",
        "description": "the first that exists hides the rest; an inner list is a set loaded together",
        "items": {"description": "a place, or places loaded together"},
    },
    "per": _text("whether `first` is decided per folder or over the whole project", enum=["dir", "tree"]),
    "nested": _text("copies in ancestors (up) or subfolders (down) load too", enum=["up", "down", "both"]),
    "gate": _either("what a person must do before it loads", _STRING, {"type": "array", "items": _STRING}),
    "in": _SURFACES,
    "ensure": _map('companion settings: "path#selector" or "#selector" in the same file'),
    "fields": FIELDS,
    "events": _EVENTS,
    "tools": TOOL_TABLE,
    "text": TEXT,
    **_MCP,
}
PLACE: Final = _either("a place that is read", PATH, _object("a place with conditions", _PLACE_KEYS))
_WRITE: Final = _either(
    "a place we may write",
    PATH,
    _object(
        "a place with conditions",
        {
            "path": PATH,
            "imports": _text("the file only holds an include of this path"),
            "nested": _text("`only`: used for instructions of subfolders alone", enum=["only"]),
        },
        ("path",),
    ),
)
EVIDENCE: Final = _object(
    "how we know",
    {
        "version": {"type": ["string", "number"], "description": "version the facts hold for"},
        "checked": _text("date, YYYY-MM-DD"),
        "grade": _text("best kind of evidence", enum=GRADES),
        "sources": _list("where it was read", _STRING),
        "note": _text("what differs, in a sentence"),
    },
    ("grade",),
)
_ALSO: Final = _list(
    "further files of the same artifact",
    _object("a further file", {"path": _STRING, "fields": FIELDS, "when": _map("condition")}, ("path", "fields")),
)
CELL: Final = _object(
    "what a platform does with one kind",
    {
        "reads": _list("places it loads, strongest first", PLACE),
        "compat": _list("other tools' places it loads too, weaker than reads", PLACE),
        "write": _list("which of the places we may write, preferred first; [] = known but never written", _WRITE),
        "dedup": _text("what happens to a second copy", enum=["name", "bytes", "realpath", "none", "unknown"]),
        "only": _map("an artifact whose field is outside these values goes to the fallback kind", {"type": "array"}),
        "format": _text(
            "document format where the suffix lies", enum=["md", "md-lines", "text", "toml", "json", "yaml"]
        ),
        "fields": FIELDS,
        "strict": {
            "type": "boolean",
            "description": "unknown keys reject the file: emit only fields and accepts",
        },
        "accepts": _list("native keys allowed raw", _STRING),
        "also": _ALSO,
        "ensure": _map('companion settings: "path#selector" or "#selector" in the same file'),
        "limits": _map("numbers with the unit in the key: total_bytes, description_chars, ...", {"type": "integer"}),
        "tools": TOOL_TABLE,
        "models": MODEL_TABLE,
        "text": TEXT,
        "as": _text("fallback kind instead of the usual one", enum=sorted(KIND_OF_CELL.values())),
        "evidence": EVIDENCE,
        "notes": _list("facts that no key can carry", _STRING),
        "shape": _text(
            "layout",
            enum=["grouped", "flat", "list", "script", "lists", "tool-map", "rules", "commands", "starlark"],
        ),
        "events": _EVENTS,
        "match": _text("how hooks name tools", enum=["regex", "exact", "none"]),
        "root": _text("variable that holds the project folder in a hook's command"),
        "effects": _object("native key per effect", dict.fromkeys(("allow", "ask", "deny"), _STRING)),
        "pattern": _either(
            "how a permission with an argument is written: {tool} and {arg}, or {word} and {rest} of a command, or"
            " {domain}; a mapping says it per neutral tool, `other` for the rest, `bare` without an argument",
            _STRING,
            _map("per neutral tool", {"type": ["string", "null"]}),
        ),
        **_MCP,
    },
    ("reads",),
)
_KINDS: Final[Schema] = {
    cell: _either(f"{cell}: a cell, or just its places", {"type": "array", "items": PLACE}, CELL)
    for cell in KIND_OF_CELL
}
_DIR: Final = _either(
    "a directory, possibly moved by an environment variable",
    _STRING,
    _object("a directory", dict.fromkeys(("env", "default", "linux", "macos", "windows"), _STRING)),
)

SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "aiwg platform adapter",
    **_object(
        "one AI platform: what it reads, and how it wants it",
        {
            "name": _text("the platform's name"),
            "vendor": _text("who makes it"),
            "aliases": _list("other names that people type", _STRING),
            "docs": _text("the vendor's documentation"),
            "status": _text("one sentence, when the platform is ending or has ended"),
            "successor": _text("id of the platform that takes its place"),
            "stand_in": {"type": "boolean", "description": "true for the one that stands for tools without an adapter"},
            "evidence": EVIDENCE,
            "dirs": _map("named directories", _DIR),
            "detect": _object(
                "signs that a project uses it",
                {"paths": _list("paths", _STRING), "commands": _list("commands", _STRING)},
            ),
            "surfaces": _list("implementations that differ", _STRING),
            "gates": _map(
                "what a person must do before a place loads",
                _object("a gate", {"say": _STRING, "check": _STRING, "is": _ANY}, ("say",)),
            ),
            "tools": TOOL_TABLE,
            "models": MODEL_TABLE,
            "text": TEXT,
            **_KINDS,
            "none": _list(
                "kinds that were looked for and are not there; a kind named nowhere is unknown",
                {"type": "string", "enum": sorted(KIND_OF_CELL)},
            ),
            "notes": _list("facts that no key can carry", _STRING),
        },
        ("name", "vendor", "docs", "evidence"),
    ),
}
