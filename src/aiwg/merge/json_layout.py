"""JSON in the layout that prettier gives it, so that running it over what aiwg wrote changes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WIDTH = 80
"""The columns that prettier fills by default."""


def json_layout(value: Any) -> str:
    """Return a value as JSON with a final newline: each object over several lines, a list on one where it fits."""
    return _laid_out(value, 0, 0, False) + "\n"


def _laid_out(value: Any, indent: int, column: int, has_comma: bool) -> str:
    """Return a value that begins at a column, in lines indented so far. `has_comma`: one follows it."""
    if isinstance(value, Mapping):
        rows = [(_scalar(key) + ": ", item) for key, item in value.items()]
        return _lines("{}", rows, indent) if rows else "{}"
    if not isinstance(value, list | tuple):
        return _scalar(value)
    if not value:
        return "[]"
    flat = None if _must_break(value) else _flat(value)
    if flat is not None and column + _width(flat) + has_comma <= WIDTH:
        return flat
    if len(value) > 1 and all(isinstance(item, int | float) and not isinstance(item, bool) for item in value):
        return _filled([_scalar(item) for item in value], indent)
    return _lines("[]", [("", item) for item in value], indent)


def _lines(brackets: str, rows: Sequence[tuple[str, Any]], indent: int) -> str:
    inner = indent + 2
    last = len(rows) - 1
    written = (
        " " * inner + name + _laid_out(item, inner, inner + _width(name), number < last)
        for number, (name, item) in enumerate(rows)
    )
    return f"{brackets[0]}\n" + ",\n".join(written) + f"\n{' ' * indent}{brackets[1]}"


def _filled(numbers: Sequence[str], indent: int) -> str:
    """Return a list of numbers, as many on a line as fit."""
    start = " " * (indent + 2)
    lines = [start + numbers[0]]
    for position, number in enumerate(numbers[1:], 2):
        comma = position < len(numbers)
        if len(lines[-1]) + 2 + len(number) + comma <= WIDTH:
            lines[-1] += f", {number}"
        else:
            lines[-1] += ","
            lines.append(start + number)
    return "[\n" + "\n".join(lines) + f"\n{' ' * indent}]"


def _must_break(value: Sequence[Any]) -> bool:
    """Say whether a list is of several lists, or of several objects, with more than one part each."""
    kinds = {dict if isinstance(item, Mapping) else list if isinstance(item, list | tuple) else None for item in value}
    return len(value) > 1 and len(kinds) == 1 and None not in kinds and all(len(item) > 1 for item in value)


def _flat(value: Any) -> str | None:
    """Return a value on one line, None where it holds an object that is not empty."""
    if isinstance(value, Mapping):
        return None if value else "{}"
    if not isinstance(value, list | tuple):
        return _scalar(value)
    parts = [None if isinstance(item, list | tuple) and _must_break(item) else _flat(item) for item in value]
    written = [part for part in parts if part is not None]
    return f"[{', '.join(written)}]" if len(written) == len(parts) else None


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _width(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
