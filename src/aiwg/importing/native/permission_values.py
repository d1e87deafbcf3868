"""The permissions in a native file as they stand there, whatever shape the platform gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.adapter.model import Cell
from aiwg.importing.model import Native
from aiwg.importing.native.fields import at
from aiwg.render.permissions.shapes import EFFECTS

_STARLARK = re.compile(r"prefix_rule\(\s*pattern\s*=\s*\[([^\[\]]*)\]\s*,\s*decision\s*=\s*\"(\w+)\"\s*,?\s*\)")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"|\"(?:[^\"\\]|\\.)*+")
"""A text in quotes; one that is not closed has no group, and takes with it what else would be looked at again."""


def permission_values(native: Native) -> Iterator[tuple[str, str | None, str, Any]]:
    """Yield where each value stands, its effect, the tool it stands below, and the value."""
    cell, value = native.cell, native.value
    shape = cell.get("shape", "lists")
    if isinstance(value, str):
        yield from _in_starlark(value, cell) if shape == "starlark" else ()
    elif shape in ("lists", "commands"):
        yield from _in_lists(value, cell)
    elif shape == "tool-map" and isinstance(value, Mapping):
        for tool, said in value.items():
            for pattern, word in said.items() if isinstance(said, Mapping) else ((None, said),):
                where = f"{tool}.{pattern}" if pattern is not None else str(tool)
                yield where, _effect_of(word, cell), str(tool), pattern
    elif shape == "rules" and isinstance(value, list):
        key = next((rule.target for rule in cell.fields or () if rule.sources == ("effect",)), "effect")
        for number, rule in enumerate(value):
            word = at(rule, key)
            yield f"[{number}]", _effect_of(word, cell), "", rule
    elif shape == "tool-lists" and isinstance(value, Mapping):
        yield from _in_tool_lists(value, cell)


def _in_lists(value: Any, cell: Cell) -> Iterator[tuple[str, str | None, str, Any]]:
    effects: Mapping[str, str | None] = cell.get("effects", dict(zip(EFFECTS, EFFECTS, strict=True)))
    for effect, key in effects.items():
        found = value
        for part in key.split(".") if key else ():
            found = found.get(part) if isinstance(found, Mapping) else None
        for number, each in enumerate(found if isinstance(found, list) else ()):
            yield f"{key or ''}[{number}]", effect, "", each


def _in_tool_lists(value: Mapping[str, Any], cell: Cell) -> Iterator[tuple[str, str | None, str, Any]]:
    bare: Mapping[str, str] = cell.get("bare", {})
    for tool, said in value.items():
        for key, inner in said.items() if isinstance(said, Mapping) else ():
            if key == bare.get("key"):
                effect = next((each for each in EFFECTS if bare.get(each) == inner), None)
                yield f"{tool}.{key}", effect, str(tool), None
            for number, each in enumerate(inner if isinstance(inner, list) else ()):
                yield f"{tool}.{key}[{number}]", _effect_of(key, cell), str(tool), each


def _in_starlark(text: str, cell: Cell) -> Iterator[tuple[str, str | None, str, Any]]:
    for match in _STARLARK.finditer(text):
        words = [each[1] for each in _QUOTED.finditer(match[1]) if each[1] is not None]
        line = text.count("\n", 0, match.start()) + 1
        yield f"line {line}", _effect_of(match[2], cell), "bash", " ".join(words)


def _effect_of(word: Any, cell: Cell) -> str | None:
    effects: Mapping[str, str | None] = cell.get("effects", dict(zip(EFFECTS, EFFECTS, strict=True)))
    return next((effect for effect, native in effects.items() if native == word), None)
