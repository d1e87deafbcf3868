"""The reference of platform.yaml as Markdown: every mapping that the schema knows has a section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import aiwg.adapter.paths
from aiwg.adapter.schema.document import SCHEMA
from aiwg.adapter.schema.words import WORDS
from aiwg.artifact.fields import ALIASES, ENUMS, EVENTS, TYPES
from aiwg.artifact.kinds import KIND_OF_CELL

Schema = Mapping[str, Any]

HEAD = """\
# Adapters: the reference of `platform.yaml`

Generated from the schema (`make docs`). One folder per platform; its presence is its registration.
Search order: bundled, `~/.config/aiwg/platforms`, the entry point group `aiwg.platforms`,
`<project>/.aiwg/platforms`; the last one with an id wins. `aiwg new platform ID` writes one to start from,
`aiwg lint --platform DIR` checks it. Two of one origin with one id or alias are an error.

A package offers the platform folders inside it by an entry point that names the package:

```toml
[project.entry-points."aiwg.platforms"]
mine = "my_package"
```

Three ideas carry it. **The path says everything about place and ownership**: no prefix is the project, `~/`
or `{dir}/` the home folder; `{id}` in it means a file (or, with a final `/`, a folder) of ours, `#keys`
means those keys in a shared file, neither means a marked block in a shared text file. **Order is
precedence**: `reads` is strongest first. **A canonical field has a type, and the type brings its codec**: a
field rule says only name and shape. Facts (`reads`, `compat`) are told apart from choice (`write`). What
nobody knows is left out.
"""
TITLES = {
    "": "The platform",
    "KIND": "A cell",
    "KIND.reads[]": "A place",
    "KIND.write[]": "A place we may write",
    "KIND.fields[].*": "A field rule",
    "KIND.also[]": "A further file",
    "evidence": "Evidence",
    "dirs.*": "A named directory",
    "gates.*": "A gate",
    "detect": "Detection",
    "legacy[]": "An earlier place",
    "listing[]": "A listing",
    "classes": "Classes",
    "classes.instructions": "Classes of a kind",
    "classes.instructions.body": "What a text can hold",
    "text": "Text",
    "tools": "Tools",
    "models": "Models",
    "KIND.events": "Events",
    "KIND.effects": "Effects",
}
"""The section of each mapping, by where it stands first; others come after these, by their key."""

NOTES = {
    "dirs.*": "A path, or a mapping:",
    "KIND.reads[]": "A path, or a mapping:",
    "KIND.write[]": "A path, or a mapping:",
    "classes": (
        "Consent goes by the strictest word of all adapters (`src/aiwg/adapter/keys.json`, made by `make docs`)."
        " A key made of a canonical field does what the field does unless it is named here; each key under"
        " `accepts` has to be named. Case, hyphens, underscores and spaces do not count, dots go below,"
        " and what is named nowhere waits."
    ),
    "KIND.fields[].*": "`key` (same name), `key: canonical`, or `key: {...}`:",
}
LISTED = {"tools", "models", "KIND.events", "KIND.effects"}
"""Mappings whose keys are neutral names, which need no table."""


def text() -> str:
    """Return the document."""
    parts = [HEAD, "```", *path_grammar(), "```", ""]
    found = dict(mappings(SCHEMA))
    for where in [*(where for where in TITLES if where in found), *(where for where in found if where not in TITLES)]:
        schema = found[where]
        title = TITLES.get(where) or f"`{where.rpartition('.')[2]}` of a cell"
        parts += [f"## {title}", ""]
        if where in LISTED or set(schema["properties"]) <= set(EVENTS):
            about = schema["description"]
            parts += [f"{about[0].upper()}{about[1:]}: {', '.join(f'`{key}`' for key in schema['properties'])}.", ""]
            continue
        if where in NOTES:
            parts += [NOTES[where], ""]
        parts += [*table_of(schema), ""]
        if not where:
            parts += [f"Kinds, each a list of places or a cell: {', '.join(f'`{cell}`' for cell in KIND_OF_CELL)}.", ""]
    parts += ["## Fixed words", "", *fixed_words()]
    parts += ["## Canonical fields", "", *canonical_fields(), ""]
    return "\n".join(parts)


def mappings(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield every mapping with keys of its own, once, with where it stands first."""
    seen: list[Schema] = []
    waiting: list[tuple[str, Schema]] = [("", schema)]
    while waiting:
        where, part = waiting.pop(0)
        bare = {key: value for key, value in part.items() if key != "description"}
        if part.get("properties"):
            if bare in seen:
                continue
            seen.append(bare)
            yield where, part
        waiting += inside(where, part)


def inside(where: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the parts of a schema with where they stand; all kinds are one."""
    for option in schema.get("anyOf", ()):
        yield where, option
    for key, part in schema.get("properties", {}).items():
        name = "KIND" if not where and key in KIND_OF_CELL else key
        yield f"{where}.{name}".lstrip("."), part
    if isinstance(schema.get("items"), dict):
        yield ("KIND.reads[]" if where == "KIND" else f"{where}[]"), schema["items"]
    if isinstance(schema.get("additionalProperties"), dict):
        yield f"{where}.*", schema["additionalProperties"]


def path_grammar() -> Iterator[str]:
    """Yield the grammar of paths as the parser's module documents it."""
    yield from (line for line in (aiwg.adapter.paths.__doc__ or "").splitlines() if ":=" in line)


def table_of(schema: Schema) -> Iterator[str]:
    """Yield a table of the keys of a mapping; the kinds have a line of their own."""
    yield "| key | value | meaning |"
    yield "|---|---|---|"
    required = set(schema.get("required", ()))
    for key, value in schema["properties"].items():
        if schema is SCHEMA and key in KIND_OF_CELL:
            continue
        star = " *" if key in required else ""
        about = re.sub(r"\|", r"\\|", value.get("description", ""))
        yield f"| `{key}`{star} | {kind_of(value)} | {about} |"


def fixed_words() -> Iterator[str]:
    """Yield a table for each key whose values are words that need an explanation."""
    for key, words in WORDS.items():
        name, _, rest = key.partition(" ")
        yield from (f"`{name}`{f' {rest}' if rest else ''}:", "", "| word | meaning |", "|---|---|")
        yield from (f"| `{word}` | {meaning} |" for word, meaning in words.items())
        yield ""


def kind_of(schema: Schema) -> str:
    """Return what a value may be, in words."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(option) for option in schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(f"`{choice}`" for choice in schema["enum"])
    words = {
        "string": "text",
        "array": "list",
        "object": "mapping",
        "boolean": "true or false",
        "integer": "whole number",
        "null": "null",
    }
    kinds = schema.get("type", "anything")
    return " or ".join(words.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def canonical_fields() -> Iterator[str]:
    """Yield the canonical fields of each kind with their types, enumerations and accepted spellings."""
    for kind, fields in TYPES.items():
        if fields:
            yield f"- **{kind}**: " + ", ".join(f"`{name}` ({type})" for name, type in fields.items())
            if ALIASES.get(kind):
                yield "  - also read: " + ", ".join(f"`{other}` as `{name}`" for other, name in ALIASES[kind].items())
    for name, values in ENUMS.items():
        yield f"- `{name}`: {', '.join(values)}"
