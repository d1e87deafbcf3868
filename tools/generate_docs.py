"""Writes the documents that are derived from the code and the adapters, or with --check says which are stale.

Generated: the platform table in README.md, docs/platforms (a page for each, and an index), platforms/README.md (the
field reference), the JSON Schemas in docs/schemas, and docs/commands.md (every --help page).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import platform_pages
from schema_definitions import with_definitions

from aiwg.adapter import schema as platform_schema
from aiwg.adapter.discover import Registry, discover
from aiwg.adapter.schema import CELL, EVIDENCE, PLACE, SCHEMA
from aiwg.artifact.fields import ALIASES, ENUMS, TYPES
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.cli.app import COMMANDS, application
from aiwg.config import SCHEMA as CONFIG_SCHEMA

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "platforms"
LINE = 100


def field_reference() -> str:
    """Return the reference of platform.yaml, from its schema."""
    parts = [
        "# Adapters: the reference of `platform.yaml`",
        "",
        "Generated from the schema (`make docs`). One folder per platform; its presence is its registration.",
        "Search order: bundled, `~/.config/aiwg/platforms`, the entry point group `aiwg.platforms`,",
        "`<project>/.aiwg/platforms`.",
        "",
        "Three ideas carry it. **The path says everything about place and ownership**: no prefix is the project, `~/`",
        "or `{dir}/` the home folder; `{id}` in it means a file (or, with a final `/`, a folder) of ours, `#keys`",
        "means those keys in a shared file, neither means a marked block in a shared text file. **Order is",
        "precedence**: `reads` is strongest first. **A canonical field has a type, and the type brings its codec**: a",
        "field rule says only name and shape. Facts (`reads`, `compat`) are told apart from choice (`write`). What",
        "nobody knows is left out.",
        "",
        "```",
        *path_grammar(),
        "```",
        "",
        "## The platform",
        "",
        *table_of(SCHEMA, skip=set(KIND_OF_CELL)),
        "",
        f"Kinds, each a list of places or a cell: {', '.join(f'`{cell}`' for cell in KIND_OF_CELL)}.",
        "",
        "## A cell",
        "",
        *table_of(CELL),
        "",
        "## A place",
        "",
        "A path, or a mapping:",
        "",
        *table_of(PLACE["anyOf"][1]),
        "",
        "## A field rule",
        "",
        "`key` (same name), `key: canonical`, or `key: {...}`:",
        "",
        *table_of(CELL["properties"]["fields"]["items"]["anyOf"][1]["additionalProperties"]["anyOf"][1]),
        "",
        "## Evidence",
        "",
        *table_of(EVIDENCE),
        "",
        "## Canonical fields",
        "",
        *canonical_fields(),
        "",
    ]
    return "\n".join(parts)


def path_grammar() -> Iterator[str]:
    """Yield the grammar of paths as the parser's module documents it."""
    import aiwg.adapter.paths

    text = aiwg.adapter.paths.__doc__ or ""
    yield from (line for line in text.splitlines() if ":=" in line)


def table_of(schema: dict[str, Any], skip: set[str] | None = None) -> Iterator[str]:
    """Yield a table of the keys of an object schema."""
    yield "| key | value | meaning |"
    yield "|---|---|---|"
    required = set(schema.get("required", ()))
    for key, value in schema["properties"].items():
        if key not in (skip or set()):
            star = " *" if key in required else ""
            about = value.get("description", "").replace("|", "\\|")
            yield f"| `{key}`{star} | {kind_of(value)} | {about} |"


def kind_of(schema: dict[str, Any]) -> str:
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


def command_pages() -> str:
    """Return every --help page."""
    parts = ["# Commands", "", "Generated from `--help` (`make docs`).", ""]
    context = click.Context(application, info_name="aiwg", terminal_width=100, max_content_width=100)
    for verb in COMMANDS:
        command = application.get_command(context, verb)
        if command is None:
            raise LookupError(verb)
        inner = click.Context(command, info_name=verb, parent=context, terminal_width=100, max_content_width=100)
        parts += [f"## aiwg {verb}", "", "```", command.get_help(inner), "```", ""]
    return "\n".join(parts)


def readme(text: str, registry: Registry) -> str:
    """Return README.md with its table of platforms, those that its marker names."""
    marker = re.search(r"<!-- generated: platforms (.+) -->\n", text)
    if marker is None:
        raise LookupError("README.md has lost the marker of its table")
    adapters = [registry.get(id) for id in marker[1].split(", ")]
    more = len(registry.ids()) - len(adapters)
    rest = f" {more} more: [docs/platforms](docs/platforms/README.md)." if more > 0 else ""
    table = platform_pages.table(adapters, "docs/platforms/")
    after = text.index("<!-- /generated -->")
    return f"{text[: marker.end()]}{table}\n\n{platform_pages.LEGEND}{rest}\n{text[after:]}"


def json_text(value: Any, indent: str = "") -> str:
    """Return a value as JSON, what fits on one line on one line."""
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(indent) + len(short) <= LINE:
        return short
    inner = indent + "  "
    if isinstance(value, list):
        lines = [inner + json_text(item, inner) for item in value]
    else:
        lines = [f"{inner}{json.dumps(key)}: {json_text(item, inner)}" for key, item in value.items()]
    begin, end = "[]" if isinstance(value, list) else "{}"
    return "\n".join([begin, ",\n".join(lines), indent + end])


def documents() -> dict[Path, str]:
    """Return every generated document by its path."""
    registry = discover()
    docs = ROOT / "docs"
    return {
        ROOT / "README.md": readme((ROOT / "README.md").read_text(encoding="utf-8"), registry),
        ROOT / "platforms" / "README.md": field_reference(),
        docs / "commands.md": command_pages(),
        docs / "schemas" / "platform.schema.json": json_text(with_definitions(SCHEMA, platform_schema)) + "\n",
        docs / "schemas" / "aiwg.schema.json": json_text(CONFIG_SCHEMA) + "\n",
        PAGES / "README.md": platform_pages.index(registry.all()),
        **{PAGES / f"{adapter.id}.md": platform_pages.page(adapter) for adapter in registry.all()},
    }


def main() -> int:
    """Write the documents, or with --check list the stale ones; return the exit code."""
    wanted = documents()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    left = [path for path in PAGES.glob("*.md") if path not in wanted]
    if "--check" in sys.argv[1:]:
        for path in (*stale, *left):
            print(f"{path.relative_to(ROOT)} is stale: make docs", file=sys.stderr)
        return 1 if stale or left else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    for path in left:
        path.unlink()
        print(f"removed {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
