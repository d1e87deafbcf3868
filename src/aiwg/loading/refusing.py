"""Which frontmatter makes a platform refuse a file, by its adapter.

Asked about the files that a platform finds, and by doctor, which says it with the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.adapter.model import Cell
from aiwg.artifact.fields import LONG_HEX
from aiwg.artifact.ids import is_plain_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TESTS = {
    "text": lambda value: isinstance(value, str),
    "list": lambda value: isinstance(value, list),
    "map": lambda value: isinstance(value, dict),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "flag": lambda value: isinstance(value, bool),
    "slug": lambda value: isinstance(value, str) and is_plain_id(value),
    "hex": lambda value: isinstance(value, str) and LONG_HEX.match(value) is not None,
}


def why_rejected(cell: Cell, front: Mapping[str, Any]) -> str:
    """Return why a platform refuses a file with these keys, as a sentence; "" if no adapter knows of a reason."""
    refuses = cell.get("refuses") or {}
    if refuses.get("bare") and not front:
        return "refused: it has no frontmatter"
    lacking = next((key for key in refuses.get("without", ()) if not front.get(key)), "")
    if lacking:
        return f"refused: it has no {lacking}"
    if refuses.get("reach") == "client":
        return ""
    unknown = unknown_keys(cell, front) if refuses.get("unknown") else []
    if unknown:
        return f'refused: it has the unknown key "{unknown[0]}"'
    for key, wanted in refuses.get("types", {}).items():
        if front.get(key) is not None and not fits(front[key], wanted):
            return f"refused: {key} has to be {type_in_words(wanted)}"
    return ""


def unknown_keys(cell: Cell, keys: Iterable[Any]) -> list[str]:
    """Return the keys that a platform does not know for a kind."""
    known = {rule.target.partition(".")[0] for rule in cell.fields or ()}
    known |= {str(key).partition(".")[0] for key in cell.get("accepts", ())}
    known |= set(cell.get("refuses", {}).get("knows", ()))
    return [str(key) for key in keys if str(key) not in known]


def fits(value: Any, wanted: str | list[str]) -> bool:
    """Say whether a value is of a type, or one of a list of types and words."""
    if isinstance(wanted, str):
        return TESTS[wanted](value)
    return any(value == each or (each in TESTS and TESTS[each](value)) for each in wanted)


def type_in_words(wanted: str | list[str]) -> str:
    """Return a type, or a list of types and words, as a person reads it."""
    words = {
        "map": "a mapping",
        "flag": "true or false",
        "slug": "a name in lower case",
        "hex": "a colour such as #1e90ff",
    }
    if isinstance(wanted, str):
        return words.get(wanted, f"a {wanted}")
    return f"one of {', '.join(words.get(each, each) for each in wanted)}"
