"""TOML of the plainest sort, as aiwg writes it: read at once where the whole parser would look at each character."""

from __future__ import annotations

from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TEXT = r'"[^"\\\x00-\x08\x0a-\x1f\x7f]*+"'
_ENTRY = lazy_pattern(
    rf"([A-Za-z0-9_-]+) = (?:({_TEXT})"
    r'|"""\n((?:[^"\\\x00-\x08\x0b-\x1f\x7f]++|\\["\\])*+)"""'
    rf"|(true|false)|\[\n((?:    {_TEXT},\n)++)\])(?:\n++|\Z)"
)
_ESCAPED = lazy_pattern(r'\\(["\\])')


def plain_toml(text: str) -> dict[str, Any] | None:
    """Return the keys of a TOML document of texts, lists of texts and truth values; None for any other one.

    What it returns is what a TOML parser returns.
    """
    found: dict[str, Any] = {}
    at = 0
    while at < len(text):
        match = _ENTRY.match(text, at)
        if match is None or match[1] in found:
            return None
        line, body, truth, members = match.group(2, 3, 4, 5)
        if line is not None:
            found[match[1]] = line[1:-1]
        elif body is not None:
            found[match[1]] = _ESCAPED.sub(r"\1", body) if "\\" in body else body
        elif truth is not None:
            found[match[1]] = truth == "true"
        else:
            found[match[1]] = [member[5:-2] for member in members[:-1].split("\n")]
        at = match.end()
    return found
