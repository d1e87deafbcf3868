"""JSON, YAML and TOML as parsed: values that are equal only when every reader finds the same in both texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from aiwg.core.patterns import lazy_pattern

MAX_DEPTH = 100
MAX_NODES = 100_000
"""How many parts a YAML text may have, aliases followed."""

# a text without its second quote ends with its line: else each quote in it would be looked at again
_COMMENT = lazy_pattern(r'("(?:[^"\\\n]|\\.)*+"?)|//[^\n]*+|/\*(?s:.*?)(?:\*/|\Z)')
_LAST_COMMA = lazy_pattern(r'("(?:[^"\\\n]|\\.)*+"?)|,(?=[ \t\n]*+[\]}])')
_PATTERN = lazy_pattern(r"[^\w.:/@$-]")
"""What makes a key a pattern: of several that match, the first or the last one counts, so their order does."""
_AMBIGUOUS = lazy_pattern(
    r"~|null|true|false|yes|no|on|off|y|n|[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9]+)?"
    r"|0o[0-7]+|0x[0-9a-f]+|0b[01]+|[-+]?\.inf|\.nan|[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?|[0-9]{4}-[0-9]+-[0-9].*|=|<<",
    re.IGNORECASE,
)
"""A plain word that some version of YAML takes for something else than text."""


def without_comments(text: str) -> str:
    """Return JSON with comments as plain JSON: without these, and without commas behind the last element."""
    return _LAST_COMMA.sub(_string_only, _COMMENT.sub(_string_only, text))


def _string_only(match: re.Match[str]) -> str:
    return match[1] or " "


def json_value(text: str, with_comments: bool = False) -> object:
    """Return what a JSON text holds, ready to be compared. Raises ValueError for an invalid one, or a key twice."""
    plain = without_comments(text) if with_comments else text
    value: object = json.loads(
        plain, object_pairs_hook=_mapping, parse_float=_number, parse_int=_number, parse_constant=_number
    )
    return value


def _number(written: str) -> tuple[str, str]:
    return "number", written


def toml_value(text: str) -> object:
    """Return what a TOML text holds, ready to be compared. Raises ValueError for an invalid one, or a key twice."""
    import tomllib

    return _comparable(tomllib.loads(text))


def yaml_value(text: str) -> object:
    """Return what a YAML text holds, ready to be compared. Raises ValueError for an invalid one, or a key twice.

    A word that versions of YAML read differently equals only itself, written the same way.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):  # first, as composing recurses and crashes
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise ValueError("it is nested too deeply to be compared")
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        raise ValueError("it is not valid YAML") from error
    return _of_node(node, [0])


def _of_node(node: Any, count: list[int]) -> object:
    count[0] += 1
    if count[0] > MAX_NODES:
        raise ValueError("it is too large to be compared")
    if node is None:
        return "nothing"
    if isinstance(node.value, str):
        kind = node.tag.rpartition(":")[2]
        if kind == "str":
            return ("plain" if not node.style and _AMBIGUOUS.fullmatch(node.value) else "str"), node.value
        return kind, node.value
    if node.tag.rpartition(":")[2] == "seq":
        return tuple(_of_node(item, count) for item in node.value)
    return _mapping((_of_node(key, count), _of_node(value, count)) for key, value in node.value)


def _comparable(value: object) -> object:
    if isinstance(value, dict):
        return _mapping((key, _comparable(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return tuple(map(_comparable, value))
    return value if isinstance(value, str) else (type(value).__name__, repr(value))


def _mapping(pairs: Iterable[tuple[Any, Any]]) -> object:
    """Return a mapping whose order counts only among patterns."""
    listed = list(pairs)
    found = dict(listed)
    if len(found) < len(listed):
        raise ValueError("a key occurs twice")
    names = [key[1] if isinstance(key, tuple) else key for key in found]
    patterns = [name for name in names if _PATTERN.search(name)]
    return found, tuple(names if patterns else ())
