"""The shape of JSON: every key with the types of its values. A changed shape shows, a changed value does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def shape_of(value: Any, depth: int) -> Any:
    """Return the shape of a JSON value: a type's name, the shapes by key, or those of a list's elements together.

    `depth` levels are told apart; below them a mapping or a list is only named.
    """
    if depth == 0 and isinstance(value, Mapping | list):
        return "mapping" if isinstance(value, Mapping) else "list"
    if isinstance(value, Mapping):
        return {key: shape_of(item, depth - 1) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [_together([shape_of(item, depth - 1) for item in value])] if value else []
    return "null" if value is None else {bool: "boolean", int: "number", float: "number", str: "text"}[type(value)]


def _together(shapes: list[Any]) -> Any:
    """Return one shape that stands for several: keys of any of them, and the types that a value has."""
    if all(isinstance(shape, Mapping) for shape in shapes):
        keys = sorted({key for shape in shapes for key in shape})
        return {key: _together([shape.get(key, "absent") for shape in shapes]) for key in keys}
    lists = [shape for shape in shapes if isinstance(shape, list)]
    if len(lists) == len(shapes):
        inner = [shape[0] for shape in lists if shape]
        return [_together(inner)] if inner else []
    flat = sorted({item for shape in shapes for item in _names(shape)})
    mappings = [shape for shape in shapes if isinstance(shape, Mapping)]
    return flat[0] if len(flat) == 1 and not mappings else " or ".join(flat)


def _names(shape: Any) -> list[str]:
    if isinstance(shape, str):
        return shape.split(" or ")
    return ["mapping" if isinstance(shape, Mapping) else "list"]
