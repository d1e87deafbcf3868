"""Checking an adapter against its schema and against itself, with file and line for each finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Final

from aiwg.adapter.model import Adapter, Cell
from aiwg.adapter.paths import PathSpec
from aiwg.adapter.schema.document import SCHEMA
from aiwg.artifact.fields import TYPES
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core.errors import Exit
from aiwg.core.suggest import suggest
from aiwg.findings.model import Finding

Path = tuple[str | int, ...]
Violation = tuple[Path, str, str | None]
UNKNOWN_KEY: Final = "unknown key"
"""How the message begins that a mapping holds a key which the schema does not have."""
DERIVED = frozenset(
    {
        "id",
        "body",
        "access",
        "argv",
        "bearer_env",
        "event",
        "match",
        "args",
        "paths",
        "headers",
        "same",
        "env_names",
        "env_plain",
        "headers_env",
        "headers_plain",
        "header_env",
        "prefix",
        "regex",
        "for",
        "form",
        "clone_url",
    }
)
_NAMES = {
    "string": str,
    "array": list,
    "object": dict,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


def check_shape(value: Any, schema: Mapping[str, Any] = SCHEMA, path: Path = ()) -> Iterator[Violation]:
    """Yield (path, message, hint) for everything in `value` that the schema does not allow."""
    if "anyOf" in schema:
        yield from _check_any(value, schema["anyOf"], path)
        return
    kinds = schema.get("type")
    if kinds and not _is_of_type(value, [kinds] if isinstance(kinds, str) else kinds):
        yield path, f"must be {_said(kinds)}, not {_said_value(value)}", None
        return
    if "enum" in schema and value not in schema["enum"]:
        words = [str(word) for word in schema["enum"]]
        yield path, f'"{value}" is not allowed', suggest(str(value), words) or "one of: " + ", ".join(words)
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield path, f'"{value}" is not of the form {schema["pattern"]}', None
    if ("minimum" in schema and value < schema["minimum"]) or (
        "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]
    ):
        yield path, f"{value} is too small", None
    if isinstance(value, dict):
        yield from _check_object(value, schema, path)
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from check_shape(item, schema["items"], (*path, index))


def _check_any(value: Any, options: list[Mapping[str, Any]], path: Path) -> Iterator[Violation]:
    """Report against the option of the same type, so that the message is about the real slip."""
    results = [list(check_shape(value, option, path)) for option in options]
    if any(not found for found in results):
        return
    for option, found in zip(options, results, strict=True):
        kinds = option.get("type")
        if kinds and _is_of_type(value, [kinds] if isinstance(kinds, str) else kinds):
            yield from found
            return
    yield path, f"cannot be {_said_value(value)}", None


def _check_object(value: Mapping[str, Any], schema: Mapping[str, Any], path: Path) -> Iterator[Violation]:
    known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key in schema.get("required", ()):
        if key not in value:
            yield path, f'the key "{key}" is missing', None
    for key, item in value.items():
        if key in known:
            yield from check_shape(item, known[key], (*path, key))
        elif more is False:
            yield (
                (*path, key),
                f'{UNKNOWN_KEY} "{key}"',
                suggest(str(key), known) or "the field reference is platforms/README.md",
            )
        elif isinstance(more, dict):
            yield from check_shape(item, more, (*path, key))


def _is_of_type(value: Any, kinds: list[str]) -> bool:
    return any(_is_one(value, kind) for kind in kinds)


def _is_one(value: Any, kind: str) -> bool:
    if kind == "null":
        return value is None
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _NAMES[kind]) and not (isinstance(value, bool) and kind != "boolean")  # type: ignore[arg-type]  # a table of types


def _said(kinds: str | list[str]) -> str:
    words = {
        "string": "text",
        "array": "a list",
        "object": "a mapping",
        "boolean": "true or false",
        "integer": "a whole number",
        "number": "a number",
        "null": "null",
    }
    return " or ".join(words[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _said_value(value: Any) -> str:
    for kind, said in (
        (bool, "true or false"),
        (str, "text"),
        (list, "a list"),
        (dict, "a mapping"),
        (int, "a number"),
    ):
        if isinstance(value, kind):
            return said
    return "empty" if value is None else "that"


def check_meaning(adapter: Adapter) -> Iterator[Violation]:
    """Yield what the schema cannot see: writes outside reads, unknown gates, surfaces and fields."""
    gates, surfaces = adapter.data.get("gates", {}), adapter.data.get("surfaces", ())
    for cell in adapter.cells.values():
        yield from _check_cell(cell, gates, surfaces)
    for kind in adapter.lacks:
        if kind in adapter.cells:
            yield ("none",), f"{kind} is described and listed under none", None


def _check_cell(cell: Cell, gates: Mapping[str, Any], surfaces: Sequence[str]) -> Iterator[Violation]:
    readable = {spelling for place in cell.reads for spelling in _spellings(place.spec)}
    for write in cell.writes:
        if not readable.intersection(_spellings(write.spec)) and not write.nested_only:
            message = f"writes {write.spec.text}, which it does not read"
            yield (cell.kind, "write"), message, "list it under reads too"
    yield from _check_local(cell, readable)
    for place in cell.reads:
        for gate in place.gates:
            if gate not in gates:
                message = f'the gate "{gate}" is not described under gates'
                yield (cell.kind, "reads"), message, suggest(gate, gates)
        for surface in place.surfaces:
            if surface not in surfaces:
                message = f'the surface "{surface}" is not listed under surfaces'
                yield (cell.kind, "reads"), message, suggest(surface, surfaces)
    known = {*TYPES[KIND_OF_CELL[cell.kind]], *DERIVED}
    for rule in cell.fields or ():
        for source in rule.sources:
            if source not in known and source != rule.target:
                message = f'"{source}" is not a canonical field of {cell.kind}'
                yield (cell.kind, "fields"), message, suggest(source, known)


def _check_local(cell: Cell, readable: Set[tuple[str, str, object]]) -> Iterator[Violation]:
    for write in cell.local:
        if readable.isdisjoint(_spellings(write.spec)) or write.spec.anchor:
            message = f"keeps one person's parts in {write.spec.text}, which it does not read in a project"
            yield (cell.kind, "local"), message, "list it under reads too"


def _spellings(spec: PathSpec) -> Iterator[tuple[str, str, object]]:
    for spelling in spec.spellings():
        yield spec.anchor, spelling.replace("{id:path}", "{id}"), spec.selector


def problems_of(
    file: str,
    found: Iterator[Violation],
    lines: Mapping[Path, int],
    code: str = "bad-adapter",
    exit: Exit = Exit.SOURCE,
) -> list[Finding]:
    """Return findings as problems, each with the nearest line known."""
    result = []
    for path, message, hint in found:
        nearest = next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)
        said = f"{'.'.join(str(part) for part in path)}: {message}" if path else message
        result.append(Finding(code, "error", said, file, nearest, hint=hint, exit=exit))
    return result
