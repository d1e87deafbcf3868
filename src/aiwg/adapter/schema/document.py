"""The schema of platform.yaml: one JSON Schema that validates, documents and completes in editors."""

from __future__ import annotations

from typing import Final

from aiwg.adapter.schema.builders import STRING, Schema, either, list_of, map_of, object_of, text
from aiwg.adapter.schema.checks import LEGACY, LISTING, REFUSES
from aiwg.adapter.schema.classes import CLASSES_SCHEMA
from aiwg.adapter.schema.loading import CELL_READING, GATE, INSTALLED_PLUGINS, PLACE_READING, SETTINGS_FILES
from aiwg.adapter.schema.settings import ANSWERS, PERMISSIONS, SHAPES
from aiwg.artifact.fields import EVENTS, MODEL_TIERS, TOOLS
from aiwg.artifact.kinds import KIND_OF_CELL

PATH: Final = text(
    "a path: no prefix = project, ~/ or {dir}/ = user; {id} = aiwg owns the file; #keys = aiwg owns those keys; else"
    " a marked block"
)
GRADES: Final = ["client", "source", "docs", "third-party"]

_RULE: Final = object_of(
    "how one native key is made",
    {
        "from": either("canonical field, or the first present of a list", STRING, {"type": "array", "items": STRING}),
        "as": text(
            "form of the value, see Fixed words",
            enum=["csv", "commas", "list", "space", "map", "hex", "action-map", "deny-others"],
        ),
        "map": map_of("canonical value to native value"),
        "else": {"description": "native value for everything outside map; `same` keeps the canonical value"},
        "const": {"description": "always this value"},
        "default": {"description": "value when the field is absent"},
        "unit": text("unit of a duration", enum=["s", "ms"]),
        "each": map_of("field rules for each element"),
        "when": map_of("only when these canonical fields have these values; a list means one of them"),
        "unless": {"description": "not when this field is present, or has this value"},
        "max": {"type": "integer", "description": "longest text or largest number that the platform accepts"},
        "pattern": text("only values matching this regular expression"),
        "deny": text("native key for the denied ones"),
        "absent": text("canonical value that the platform assumes for a missing key"),
    },
)
FIELDS: Final = list_of(
    "native keys in order of emission: `key`, `key: canonical`, or `key: {from, as, map, ...}`; `=`: the entry itself",
    either(
        "a field",
        STRING,
        {"type": "object", "additionalProperties": either("", STRING, _RULE), "minProperties": 1},
    ),
)
TEXT: Final = object_of(
    "how this platform writes things inside bodies",
    {
        "args": text("all arguments of a command"),
        "arg": text("one argument: {n} counts from 1, {n0} from 0"),
        "dollar": text("a dollar before a digit that is not an argument"),
        "name": text("a named argument"),
        "file": text("include of a file, with {path}"),
        "shell": text("include of a command's output, with {cmd}"),
        "skill_dir": text("the folder of the running skill"),
    },
)
_TOOL_NAMES: Final = {
    **{name: either(f"native name(s) of {name}", STRING, {"type": "array", "items": STRING}) for name in sorted(TOOLS)},
    "mcp": text("pattern of an MCP tool, with {server} and {tool}"),
    "argument": text("how a tool is limited to an argument, with {tool} and {arg}; absent = it cannot be"),
}
TOOL_TABLE: Final = object_of("neutral tool to native name", _TOOL_NAMES)
MODEL_TABLE: Final = object_of(
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
    # clients differ in both: some fill in no default, some start without the server when a variable is missing
    "env_default": text("how a variable with a default is written, with VAR and DEFAULT; absent = it has no defaults"),
    "unset": text("effect of a missing variable, if it is worse than an error", enum=["loses-server"]),
}
_EVENTS: Final = object_of(
    "neutral event to native event; a mapping chooses by tool",
    {
        event: either("native event", STRING, {"type": "object", "additionalProperties": STRING})
        for event in sorted(EVENTS)
    },
)
_SURFACES: Final = list_of("programs (see `surfaces`) that read this place; default: all", STRING)
_PLACE_KEYS: Final[Schema] = {
    "path": PATH,
    "first": {
        "type": "array",
        "description": "the first that exists hides the rest; an inner list is a set loaded together",
        "items": {"description": "a place, or places loaded together"},
    },
    "per": text(
        "where `first` is decided: in each folder (the default), once over all of them (tree), or once over the start"
        " folder and those above while those below decide for themselves (start)",
        enum=["dir", "tree", "start"],
    ),
    "nested": text("copies in ancestors (up) or subfolders (down) load too", enum=["up", "down", "both"]),
    **PLACE_READING,
    "gate": either("the gate that a person must open before it loads", STRING, {"type": "array", "items": STRING}),
    "in": _SURFACES,
    "ensure": map_of('companion settings: "path#selector" or "#selector" in the same file'),
    "fields": FIELDS,
    "events": _EVENTS,
    "tools": TOOL_TABLE,
    "text": TEXT,
    **_MCP,
}
PLACE: Final = either("a place that is read", PATH, object_of("a place with conditions", _PLACE_KEYS))
_WRITE: Final = either(
    "a place that aiwg may write",
    PATH,
    object_of(
        "a place with conditions",
        {
            "path": PATH,
            "imports": text("the file only contains an include of this path"),
            "apart": text("aiwg's file that it includes instead, if the user keeps other text there"),
            "nested": text("`only`: used for instructions of subfolders alone", enum=["only"]),
        },
        ("path",),
    ),
)
EVIDENCE: Final = object_of(
    "the evidence",
    {
        "version": {"type": ["string", "number"], "description": "version that the facts are for"},
        "checked": text("date, YYYY-MM-DD"),
        "grade": text("best kind of evidence", enum=GRADES),
        "sources": list_of("documents or files that show it", STRING),
        "note": text("differences, in a sentence"),
    },
    ("grade",),
)
PACKAGE: Final = object_of(
    "the package of the client, for `make stale`",
    {
        "npm": text("name in the npm registry"),
        "pypi": text("name in the Python package index"),
        "binary": text(
            "the npm package with the program, if it is another one: NAME@{version}, or NAME alone if its own version"
            " is the client's"
        ),
    },
)
_ALSO: Final = list_of(
    "further files of the same artifact, in its own folder if it has one",
    object_of("a further file", {"path": STRING, "fields": FIELDS, "when": map_of("condition")}, ("path", "fields")),
)
CELL: Final = object_of(
    "a kind on a platform",
    {
        "reads": list_of("places it loads, strongest first", PLACE),
        "compat": list_of("other tools' places it loads too, weaker than reads", PLACE),
        "write": list_of("places that aiwg may write, preferred first; [] = known but never written", _WRITE),
        "local": list_of("places for one person's parts, which git ignores", PATH),
        "switch_off": map_of(
            "settings of one person that switch an artifact off:"
            ' "path#selector" to a value, or to a list that it joins, with {id} and {path} of the artifact'
        ),
        "switch_alone": text(
            "a shared setting that such a list would replace: if it exists, aiwg switches nothing off"
        ),
        "dedup": text(
            "handling of a second copy, see Fixed words",
            enum=["name", "path", "bytes", "realpath", "none", "unknown"],
        ),
        **CELL_READING,
        "only": map_of("an artifact whose field is outside these values goes to the fallback kind", {"type": "array"}),
        "format": text(
            "document format, if the suffix does not tell it", enum=["md", "md-lines", "text", "toml", "json", "yaml"]
        ),
        "fields": FIELDS,
        "strict": {
            "type": "boolean",
            "description": "unknown keys reject the file: emit only fields and accepts",
        },
        "accepts": list_of("native keys allowed raw", STRING),
        "also": _ALSO,
        "ensure": map_of('companion settings: "path#selector" or "#selector" in the same file'),
        "limits": map_of("numbers with the unit in the key: total_bytes, description_chars, ...", {"type": "integer"}),
        "refuses": REFUSES,
        "tools": TOOL_TABLE,
        "models": MODEL_TABLE,
        "text": TEXT,
        "as": text("fallback kind instead of the usual one", enum=sorted(KIND_OF_CELL.values())),
        "evidence": EVIDENCE,
        "notes": list_of("facts that no key can express", STRING),
        "shape": either(
            "layout, see Fixed words; for hooks also a mapping per neutral event, `other` for the rest",
            {"type": "string", "enum": SHAPES},
            map_of("per neutral event", {"type": "string", "enum": SHAPES}),
        ),
        "events": _EVENTS,
        "match": text(
            "how hooks name tools; search = a regular expression that is looked for inside the name",
            enum=["regex", "search", "exact", "none"],
        ),
        **ANSWERS,
        "root": text("variable that contains the project folder in a hook's command"),
        **PERMISSIONS,
        **_MCP,
    },
    ("reads",),
)
_KINDS: Final[Schema] = {
    cell: either(f"{cell}: a mapping, or just its places", {"type": "array", "items": PLACE}, CELL)
    for cell in KIND_OF_CELL
}
_DIR: Final = either(
    "a directory, possibly moved by an environment variable",
    STRING,
    object_of("a directory", dict.fromkeys(("env", "default", "linux", "macos", "windows"), STRING)),
)

SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "aiwg platform adapter",
    **object_of(
        "one AI platform: the files that it reads, and their form",
        {
            "name": text("the platform's name"),
            "vendor": text("the company or project that makes it"),
            "aliases": list_of("other names that people type", STRING),
            "docs": text("the vendor's documentation"),
            "status": text("one sentence, if the platform is ending or has ended"),
            "successor": text("id of its successor"),
            "stand_in": {"type": "boolean", "description": "true for the adapter of tools without their own"},
            "evidence": EVIDENCE,
            "package": PACKAGE,
            "dirs": map_of("named directories", _DIR),
            "detect": object_of(
                "signs that a project uses it",
                {"paths": list_of("paths", STRING), "commands": list_of("commands", STRING)},
            ),
            "legacy": LEGACY,
            "listing": LISTING,
            "surfaces": list_of("programs of the platform that differ", STRING),
            "gates": map_of(
                "actions of a person that a place needs before it loads",
                object_of("a gate", GATE, ("say",)),
            ),
            "settings": SETTINGS_FILES,
            "tools": TOOL_TABLE,
            "models": MODEL_TABLE,
            "text": TEXT,
            **_KINDS,
            "classes": CLASSES_SCHEMA,
            "installed_plugins": INSTALLED_PLUGINS,
            "none": list_of(
                "kinds that the platform does not have; a kind that is not listed anywhere is unknown",
                {"type": "string", "enum": sorted(KIND_OF_CELL)},
            ),
            "notes": list_of("facts that no key can express", STRING),
        },
        ("name", "vendor", "docs", "evidence"),
    ),
}
