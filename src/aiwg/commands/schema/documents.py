"""The JSON schemas of the documents that `--json` prints, made of documents.yaml: a field, its type and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from aiwg.commands.schema.published import json_text
from aiwg.core import strict_yaml
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.core.read import read_whole

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
FILE: Final = Path(__file__).with_name("documents.yaml")
PART: Final = "..."
"""The key in the place of fields that are those of a part."""

_PLAIN: Final[Mapping[str, Mapping[str, Any]]] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "any": {},
}
_FIELD = lazy_pattern(r"(\S+): (.+)")

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OutputDocument:
    """A document that commands print: `name` such as aiwg.plan/1, and the commands, as a person reads them."""

    name: str
    commands: str
    schema: Schema

    @property
    def file(self) -> str:
        """The name of the file of its schema."""
        return f"{self.name.removeprefix('aiwg.').replace('/', '-')}.schema.json"

    def text(self) -> str:
        """Return its schema as JSON."""
        return json_text(self.schema) + "\n"


def documents() -> dict[str, OutputDocument]:
    """Return the documents by name."""
    content = strict_yaml.parse(read_whole(FILE).decode()).value
    parts = content["parts"]
    return {
        name: OutputDocument(name, row["of"], _document(name, row, parts)) for name, row in content["documents"].items()
    }


def _document(name: str, row: Mapping[str, Any], parts: Mapping[str, Any]) -> Schema:
    used: dict[str, Schema] = {}
    fields = {**parts.get(row["fields"].get(PART, ""), {}), **row["fields"]}
    fields = {key: each for key, each in fields.items() if key not in (PART, "schema")}
    properties = _properties(fields, parts, used)
    properties = {"schema": {"const": name}, **properties}
    schema = {
        "$schema": DRAFT,
        "title": name,
        "description": f"The JSON of: {row['of']}.",
        "type": "object",
        "required": ["schema", *_needed(fields)],
        "properties": properties,
    }
    return {**schema, "$defs": dict(sorted(used.items()))} if used else schema


def _properties(fields: Mapping[str, str], parts: Mapping[str, Any], used: dict[str, Schema]) -> Schema:
    found: Schema = {}
    for name, text in fields.items():
        match = _FIELD.fullmatch(text)
        if match is None:
            raise ValueError(f"{name}: {text}")
        found[name.removesuffix("?")] = {**_type(match[1], parts, used), "description": match[2]}
    return found


def _needed(fields: Mapping[str, str]) -> list[str]:
    return [name for name in fields if not name.endswith("?")]


def _type(word: str, parts: Mapping[str, Any], used: dict[str, Schema]) -> Schema:
    """Return the schema of a type; the parts that it names come into `used`."""
    if word.endswith("?"):
        inner = _type(word[:-1], parts, used)
        return {"anyOf": [inner, {"type": "null"}]} if inner else {}
    if word.startswith("["):
        return {"type": "array", "items": _type(word[1:-1], parts, used)}
    if word.startswith("{"):
        return {"type": "object", "additionalProperties": _type(word[1:-1], parts, used)}
    if word in _PLAIN:
        return dict(_PLAIN[word])
    if word not in used:
        used[word] = {}
        properties = _properties(parts[word], parts, used)
        used[word] = {"type": "object", "required": _needed(parts[word]), "properties": properties}
    return {"$ref": f"#/$defs/{word}"}
