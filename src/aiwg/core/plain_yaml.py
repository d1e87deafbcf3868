"""The simple forms of YAML that most frontmatter keeps to, read without the parser, which takes longer to import.

Whatever is not surely one of these forms is left to the parser; a differential test compares values and lines.
"""

from __future__ import annotations

from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False  # typing itself costs more to import than this
if TYPE_CHECKING:
    from typing import Any

MOST_CHARACTERS = 60_000
"""A longer text is left to the parser, which has limits of its own."""
_KEY = lazy_pattern(r"([A-Za-z_][\w-]{0,99}):(?: +(.*?))? *")
_ITEM = lazy_pattern(r"( *)- +(.*?) *")
_BLOCK_WORD = lazy_pattern(r"(?:[\w$/(<.~]|-(?=\w))(?:[^ :#]|:(?! |$)|(?<! )#| (?! *#))*")
_FLOW_WORD = lazy_pattern(r"[\w./$(<][\w./$()<>*+@ -]*")
_INT = lazy_pattern(r"^(?:0|-?[1-9][0-9]{0,17})$")
_FLOAT = lazy_pattern(r"^-?[0-9]+\.[0-9]+$")


def read_plain(text: str, first_line: int) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int]] | None:
    """Return the mapping in a text, and the line of each key and item by path; None for what only the parser reads."""
    if len(text) > MOST_CHARACTERS:
        return None
    value: dict[str, Any] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    listing, indent = "", 0
    for number, line in enumerate(text.split("\n"), first_line):
        if not line.isprintable():
            return None
        if not line or line[0] == "#":
            continue
        if listing and (item := _ITEM.fullmatch(line)):
            items = value[listing] or []
            if not _add_scalar(items, item[2], _BLOCK_WORD) or (len(items) > 1 and indent != len(item[1])):
                return None
            value[listing], indent = items, len(item[1])
            lines[(listing, len(items) - 1)] = number
            continue
        match = _KEY.fullmatch(line)
        if match is None or match[1] in value:
            return None
        key, said = match[1], match[2]
        lines[(key,)] = number
        listing = "" if said else key
        found = _value_of(said)
        if found is None:
            return None
        value[key] = found[0]
        if isinstance(found[0], list):
            lines.update({(key, each): number for each in range(len(found[0]))})
    return (value, lines) if value else None


def _value_of(said: str | None) -> list[Any] | None:
    """Return the value that stands on the line of a key, alone in a list; None when only the parser can read it."""
    if not said:
        return [None]
    found: list[Any] = []
    if said[0] != "[":
        return found if _add_scalar(found, said, _BLOCK_WORD) else None
    if said[-1] != "]":
        return None
    inner = said[1:-1].strip(" ")
    are_read = not inner or all(_add_scalar(found, part.strip(" "), _FLOW_WORD) for part in inner.split(","))
    return [found] if are_read else None


def _add_scalar(values: list[Any], said: str, word: Any) -> bool:
    """Add the value of a scalar; say whether it could be read. `word` is the pattern of one without quotes."""
    if not said:
        return False
    if said[0] in "\"'":
        inner = said[1:-1]
        if len(said) < 2 or said[-1] != said[0] or said[0] in inner or "\\" in inner:
            return False
        values.append(inner)
        return True
    if word.fullmatch(said) is None:
        return False
    values.append(scalar_of(said))
    return True


def scalar_of(text: str) -> Any:
    """Return the value of a plain scalar: one that gives the same text back, else the text."""
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if text[0] not in "-0123456789":
        return text
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text) and repr(float(text)) == text:
        return float(text)
    return text
