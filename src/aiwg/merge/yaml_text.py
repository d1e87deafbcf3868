"""Writing values as YAML, so that every reader, old or new, takes them for what they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from aiwg.core.patterns import lazy_pattern
from aiwg.merge.errors import EditRefusedError

# Text that no reader takes for anything else; the rest is quoted.
_PLAIN = lazy_pattern(r"[A-Za-z][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPED = lazy_pattern(
    "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
    # some readers put straight quotes and plain hyphens in the place of these before they parse, and then cannot
    "\xa0\u200b-\u200d\u2010-\u2015\u2212\u2018\u2019\u201c\u201d]"
)
# What a literal block would not give back, or not every reader: blanks at its start, lines of blanks alone, controls.
_NO_BLOCK = lazy_pattern(rf"\A[ \t\n]|^[ \t]+$|[\0-\x08\x0b-\x1f]|\n\n\Z|{_ESCAPED.pattern}", re.MULTILINE)
_EXPONENT = lazy_pattern(r"(?<![0-9])([-+]?[0-9]++)(\.[0-9]++)?e([-+][0-9]++)")


def flow(value: object) -> str:
    """Return the value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value)


def block(value: object, unit: int) -> list[str]:
    """Return the lines of the value in block style; an empty collection or a scalar is one line."""
    if isinstance(value, dict) and value:
        return [line for key, item in value.items() for line in entry(text(key) + ":", item, unit)]
    if isinstance(value, list) and value:
        return [line for element in value for line in item(element, unit)]
    return [flow(value)]


def entry(head: str, value: object, unit: int) -> list[str]:
    """Return the lines of a mapping's entry, whose key and colon are `head`."""
    if is_nested(value):
        return [head, *indented(block(value, unit), unit)]
    if isinstance(value, str) and "\n" in value and _fits_block(value):
        sign = "|" if value.endswith("\n") else "|-"
        return [f"{head} {sign}", *indented(value.removesuffix("\n").split("\n"), unit)]
    return [f"{head} {flow(value)}"]


def _fits_block(value: str) -> bool:
    """Say whether a literal block gives a text back. Of most texts that is seen without a look at each character."""
    has_plain_ends = not value.startswith((" ", "\n")) and not value.endswith((" ", "\n\n"))
    if has_plain_ends and value.isascii() and " \n" not in value and value.replace("\n", "").isprintable():
        return True
    return not _NO_BLOCK.search(value)


def item(value: object, unit: int) -> list[str]:
    """Return the lines of a list's element."""
    first, *others = block(value, unit)
    return ["- " + first, *indented(others, 2)]


def indented(lines: Iterable[str], width: int) -> list[str]:
    """Return the lines behind so many blanks; those of literal blocks that are empty stay empty."""
    return [" " * width + line if line else line for line in lines]


def is_nested(value: object) -> bool:
    """Return whether the value takes lines of its own in block style."""
    return isinstance(value, dict | list) and bool(value)


def text(value: str) -> str:
    """Return the text, in double quotes unless it is plain for every reader."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return in_other_quotes(
        _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False))
    )


def in_other_quotes(encoded: str) -> str:
    """Return a double-quoted text in single quotes where a quote is all that is escaped in it, as formatters write."""
    inner = encoded[1:-1].replace('\\"', "")
    if inner == encoded[1:-1] or "\\" in inner:
        return encoded
    return "'" + encoded[1:-1].replace('\\"', '"').replace("'", "''") + "'"


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    raise EditRefusedError(f"a value of the type {type(value).__name__} cannot be written as YAML")


def _number(value: float) -> str:
    if value != value:  # only NaN differs from itself
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    # Older readers take an exponent for a number only behind a decimal point.
    return _EXPONENT.sub(lambda found: f"{found[1]}{found[2] or '.0'}e{found[3]}", repr(value))
