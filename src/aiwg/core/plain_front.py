"""YAML of the plainest sort, as most frontmatter is: read line by line, many times faster than by a parser."""

from __future__ import annotations

from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ITEM = r'(?:[A-Za-z][\w-]*+|"[^"\\,]*+")'
_LINE = lazy_pattern(
    r"(  )?([A-Za-z][\w-]*+):"
    r"(?: (?:([A-Za-z](?:[^:#]|:(?=\S)|(?<=\S)#)*+)"
    rf'|"([^"\\]*+)"|\[({_ITEM}(?:, {_ITEM})*+)\]))?'
)
_TRUTH = {"true": True, "false": False}
_RESERVED = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
"""Words that some reader of YAML takes for another value than a text."""


def plain_front(text: str) -> dict[str, Any] | None:
    """Return the keys of a document of texts, of lists and of mappings of texts, each on a line; None for any other.

    What it returns is what a YAML parser returns.
    """
    found: dict[str, Any] = {}
    inner: dict[str, Any] | None = None
    for line in text.removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None or not line.isprintable():
            return None
        indent, key, word, quoted, items = match.groups()
        if key.lower() in _RESERVED or (inner is None if indent else inner == {}):
            return None
        keys = found
        if indent and inner is not None:
            keys = inner
        else:
            inner = None
        if quoted is not None:
            keys[key] = quoted
        elif word is None and items is None:
            if indent:
                return None
            keys[key] = inner = {}
        else:
            value = _word(word) if items is None else _list(items)
            if value is None:
                return None
            keys[key] = value
    return None if inner == {} else found


def _word(word: str) -> str | bool | None:
    """Return what a word without quotes stands for; None where readers differ."""
    if word in _TRUTH:
        return _TRUTH[word]
    return None if word.lower() in _RESERVED or word[-1] == " " else word


def _list(items: str) -> list[str] | None:
    members = items.split(", ")
    return None if _RESERVED.intersection(items.lower().split(", ")) else [each.strip('"') for each in members]
