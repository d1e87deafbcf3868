"""A JSON Schema with its repeated parts under `$defs`, each named as the constant of the module that holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

Schema = dict[str, Any]
WORTH_A_NAME = 120
"""Characters of a part, its description aside, from which a reference reads better than the part."""


def with_definitions(schema: Mapping[str, Any], module: ModuleType) -> Schema:
    """Return the schema that means the same, with what is written out more than once defined once."""
    used = {name.lower().strip("_"): value for name, value in sorted(vars(module).items()) if _is_part(value, schema)}
    while True:
        found = {**_inside(schema, used), "$defs": {name: _inside(value, used) for name, value in used.items()}}
        counts = Counter(part["$ref"].rpartition("/")[2] for part in _parts(found) if _is_reference(part))
        if min(counts.values(), default=2) > 1 and counts.keys() == used.keys():
            return found
        used = {name: value for name, value in used.items() if counts[name] > 1}


def _is_part(value: Any, schema: Mapping[str, Any]) -> bool:
    is_schema = isinstance(value, dict) and ("type" in value or "anyOf" in value) and value is not schema
    return is_schema and len(repr({**value, "description": ""})) > WORTH_A_NAME


def _parts(value: Any) -> Iterator[Any]:
    """Yield every value inside a value."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield inner
        yield from _parts(inner)


def _is_reference(part: Any) -> bool:
    return isinstance(part, dict) and "$ref" in part


def _alike(part: Any, definition: Schema) -> bool:
    """Say whether two parts differ in their description alone."""
    described = isinstance(part, dict) and "description" in part
    return described and {**part, "description": ""} == {**definition, "description": ""}


def _inside(value: Any, used: Mapping[str, Schema]) -> Any:
    """Return a value with the parts inside it replaced by references."""
    if isinstance(value, dict):
        return {key: _referred(inner, used) for key, inner in value.items()}
    return [_referred(inner, used) for inner in value] if isinstance(value, list) else value


def _referred(part: Any, used: Mapping[str, Schema]) -> Any:
    for name, definition in used.items():
        if _alike(part, definition):
            own = {"description": part["description"]} if part["description"] != definition["description"] else {}
            return {"$ref": f"#/$defs/{name}", **own}
    return _inside(part, used)
