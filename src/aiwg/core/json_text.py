"""Values as JSON, spread over lines as files are that people compare and git merges."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

quoted = json.encoder.encode_basestring
"""Returns a text as JSON; `to_json` comes to the same by a longer way."""

to_json = json.JSONEncoder(ensure_ascii=False).encode
"""Returns a value as JSON on one line, in the characters that it has."""


def spread(value: Any) -> str:
    """Return a value as JSON, with a line for each element of a list and each member of a mapping."""
    if not isinstance(value, dict | list):
        return str(to_json(value))
    is_list, (begin, end) = isinstance(value, list), "[]" if isinstance(value, list) else "{}"
    lines = [to_json(each) if is_list else f"{to_json(each)}: {to_json(value[each])}" for each in value]
    return "".join([begin, *(f"{',' if number else ''}\n  {line}" for number, line in enumerate(lines)), f"\n {end}"])


@lru_cache(maxsize=1024)
def names(texts: tuple[str, ...]) -> str:
    """Return a list of names as JSON; the same lists stand in many rows of a file."""
    return str(to_json(list(texts)))
