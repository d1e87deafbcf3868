"""The shape of a value that a person wrote, held against a schema: the part of JSON Schema that this project uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aiwg.core.suggest import suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

Path = tuple[str | int, ...]
Violation = tuple[Path, str, str | None]
FEW_KEYS: Final = 14
UNKNOWN_KEY: Final = "unknown key"
"""How the message begins that a mapping holds a key which the schema does not have."""
_NAMES = {
    "string": str,
    "array": list,
    "object": dict,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


def check_shape(value: Any, schema: Mapping[str, Any], path: Path = ()) -> Iterator[Violation]:
    """Yield (path, message, hint) for everything in `value` that the schema does not allow."""
    if "anyOf" in schema:
        yield from _check_any(value, schema["anyOf"], path)
        return
    kinds = schema.get("type")
    if kinds and not _is_of_type(value, [kinds] if isinstance(kinds, str) else kinds):
        yield path, f"must be {_said(kinds)}, not {_said_value(value)}", None
        return
    if "enum" in schema and not any(value == word and _is_bool(value) == _is_bool(word) for word in schema["enum"]):
        words = [str(word) for word in schema["enum"]]
        yield path, f'"{value}" is not allowed', suggest(str(value), words) or "one of: " + ", ".join(words)
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield path, f'"{value}" is not of the form {schema["pattern"]}', None
    if ("minimum" in schema and value < schema["minimum"]) or (
        "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]
    ):
        yield path, f"{value} is too small", None
    if "maximum" in schema and value > schema["maximum"]:
        yield path, f"{value} is too large", None
    if isinstance(value, dict):
        yield from _check_object(value, schema, path)
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from check_shape(item, schema["items"], (*path, index))


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)  # 1 == True for Python, and not for YAML


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
                suggest(str(key), known) or _keys_said(known),
            )
        elif isinstance(more, dict):
            yield from check_shape(item, more, (*path, key))


def _keys_said(known: Mapping[str, Any]) -> str | None:
    """Return the keys that there are, None where they are too many to be listed in a hint."""
    return f"the keys are: {', '.join(known)}" if 0 < len(known) <= FEW_KEYS else None


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
