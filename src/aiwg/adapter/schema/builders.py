"""The words that the schema of an adapter is written in: small JSON Schemas with a description each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final


Schema = dict[str, "Any"]
STRING: Final[Schema] = {"type": "string"}


def text(about: str, **more: Any) -> Schema:
    """Return the schema of a text."""
    return {"type": "string", "description": about, **more}


def list_of(about: str, items: Schema) -> Schema:
    """Return the schema of a list of items."""
    return {"type": "array", "description": about, "items": items}


def map_of(about: str, values: Schema | bool = True, **more: Any) -> Schema:
    """Return the schema of a mapping with any keys."""
    return {"type": "object", "description": about, "additionalProperties": values, **more}


def object_of(about: str, properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    """Return the schema of a mapping with these keys and no others."""
    return {
        "type": "object",
        "description": about,
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def either(about: str, *options: Schema) -> Schema:
    """Return the schema of one of several."""
    return {"description": about, "anyOf": list(options)}
