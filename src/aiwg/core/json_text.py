"""Values as JSON, spread over lines as files are that people compare and git merges."""

from __future__ import annotations

import json
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    return f"[{', '.join(map(quoted, texts))}]"


def printable_json(value: Any, ascii_only: bool) -> str:
    """Return a JSON document as it is printed, with an indent of 2, without a line end."""
    return printable(_indented(value, ascii_only))


def printable(text: str) -> str:
    """Return JSON with escapes, which mean the same, for what is not printable in it."""
    if text.replace("\n", "").isprintable():
        return text
    return "\n".join(line if line.isprintable() else _escaped(line) for line in text.split("\n"))


def _indented(value: Any, ascii_only: bool, margin: str = "\n") -> str:
    """Return what `json.dumps` does with an indent of 2. The library has that in Python alone, which is slow."""
    if isinstance(value, str):
        return json.encoder.encode_basestring_ascii(value) if ascii_only else quoted(value)
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        items = [
            f"{_indented(key, ascii_only) if isinstance(key, str) else _key(key)}: {_indented(each, ascii_only, inner)}"
            for key, each in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{margin}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join([_indented(each, ascii_only, inner) for each in value])}{margin}]"
    return json.dumps(value)


def _key(key: Any) -> str:
    """Return a key that is no text, as JSON has it: `{7: 0}` becomes `{"7": 0}`."""
    return json.dumps({key: 0})[1:-4]


def _escaped(text: str) -> str:
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
