"""The reference of platform.yaml as Markdown: every mapping that the schema knows has a section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import aiwg.adapter.paths
from aiwg.adapter.schema.document import SCHEMA
from aiwg.adapter.schema.words import WORDS
from aiwg.artifact.fields import ALIASES, ENUMS, EVENTS, TYPES
from aiwg.artifact.kinds import KIND_OF_CELL

Schema = Mapping[str, Any]

HEAD = """\
# Adapters: the reference of `platform.yaml`

Each platform is one folder with a `platform.yaml`. You need no other registration.

```sh
aiwg new platform my-tool --into platforms   # write an adapter to start from
aiwg lint --platform platforms/my-tool       # check it
```

aiwg looks for adapters in this order: the bundled ones, `~/.config/aiwg/platforms`, the entry point group
`aiwg.platforms`, and `<project>/.aiwg/platforms`. If two have the same id, the last one wins. If both come from one
of these places, that is an error, and so is an alias that is used twice. `make docs` writes this page from the schema.

A package can contain platform folders. Its entry point names the package:

```toml
[project.entry-points."aiwg.platforms"]
mine = "my_package"
```

An adapter has three basic rules:

- **The path defines place and ownership.** A path without a prefix is in the project; `~/` or `{dir}/` is the home
  folder. With `{id}` aiwg owns the whole file, or with a final `/` the whole folder. With `#keys` it owns those keys
  in a shared file. With neither it owns a marked block in a shared text file.
- **Order is precedence.** The strongest of `reads` comes first.
- **The type of a canonical field defines its conversion.** So a field rule has only the name and the shape.

Facts (`reads`, `compat`) and choice (`write`) are separate keys. Leave out everything that is unknown.
"""
TITLES = {
    "": "The platform",
    "KIND": "A kind",
    "KIND.reads[]": "A place",
    "KIND.write[]": "A place that aiwg may write",
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
    "classes.instructions.body": "Syntax in a text",
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
        "For approvals, aiwg uses the strictest class of all adapters (`src/aiwg/adapter/keys.json`, made by\n"
        "`make docs`). A key from a canonical field has the class of the field, unless it is listed here. List each\n"
        "key under `accepts`. Case, hyphens, underscores and spaces do not count, and dots mean a key inside another\n"
        "one. A key without a class needs an approval."
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
        title = TITLES.get(where) or f"`{where.rpartition('.')[2]}` of a kind"
        parts += [f"## {title}", ""]
        if where in LISTED or set(schema["properties"]) <= set(EVENTS):
            about = schema["description"]
            parts += [f"{about[0].upper()}{about[1:]}.", "", *key_list(schema["properties"]), ""]
            continue
        if where in NOTES:
            parts += [NOTES[where], ""]
        parts += [*table_of(schema), ""]
        if not where:
            parts += ["Each kind is a list of places, or a mapping with the keys of the next table:", ""]
            parts += [*key_list(KIND_OF_CELL), ""]
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


def key_list(keys: Iterable[str]) -> Iterator[str]:
    """Yield a table with all keys in one row."""
    yield from ("| keys |", "|---|", f"| {', '.join(f'`{key}`' for key in keys)} |")


def canonical_fields() -> Iterator[str]:
    """Yield the canonical fields of each kind with their types, enumerations and accepted spellings."""
    yield from ("| kind | fields | other spellings |", "|---|---|---|")
    for kind, fields in TYPES.items():
        if fields:
            other = ", ".join(f"`{other}` for `{name}`" for other, name in ALIASES.get(kind, {}).items())
            yield f"| {kind} | {', '.join(f'`{name}` ({type})' for name, type in fields.items())} | {other} |"
    yield from ("", "| field | values |", "|---|---|")
    yield from (f"| `{name}` | {', '.join(values)} |" for name, values in ENUMS.items())
