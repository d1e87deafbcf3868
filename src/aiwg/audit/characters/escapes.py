"""Characters that a file writes as escapes and a platform gets as they are: in YAML, frontmatter and settings.

`description: "a\\u202Eb"` shows nothing odd in the source, and the file that is deployed holds the character.
"""

from __future__ import annotations

import re

from aiwg.artifact.kinds import SETTINGS
from aiwg.audit.patterns import compiled

_PROSE = (".md", ".mdc", ".markdown", ".mdx")
_YAML = tuple(
    f"{name.removesuffix('.yaml')}{ending}" for name in (*SETTINGS, "aiwg.yaml") for ending in (".yaml", ".yml")
)
"""The files of a source whose values are deployed; other YAML is deployed as it stands."""

_QUOTED = rb"(?:^|[:\[,{?-])[ \t]*+\"(?:[^\"\\]|\\[\s\S])*+\""
_ESCAPE = rb"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0abevNLP_])|[\s\S])"
_LETTERS = {
    b"0": "\0", b"a": "\x07", b"b": "\b", b"e": "\x1b", b"v": "\x0b", b"N": "\x85", b"L": "\u2028",
    b"P": "\u2029", b"_": "\xa0",
}  # fmt: skip
"""Escapes of one letter for characters that are not shown (YAML 1.2.2, 5.7)."""


def unescaped(data: bytes, name: str, settings: bool) -> bytes | None:
    """Return a file with the escapes in its double quotes decoded; None where there are none that matter.

    Looked at are the YAML of a source, the frontmatter of a text, and JSON if it is a platform's settings. Lines stay
    as they are.
    """
    if b"\\" not in data:
        return None
    head = _head(data, name, settings)
    if not head or b"\\" not in head:
        return None
    decoded = compiled(_QUOTED, re.MULTILINE).sub(_decoded, head)
    return decoded if decoded != head else None


def _head(data: bytes, name: str, settings: bool) -> bytes:
    if name.endswith(_YAML) or (settings and name.endswith((".json", ".jsonc"))):
        return data
    if name.endswith(_PROSE) and data.startswith(b"---"):
        return data[: max(data.find(b"\n---", 3), 0)]
    return b""


def _decoded(match: re.Match[bytes]) -> bytes:
    return compiled(_ESCAPE).sub(_character, match[0]) if b"\\" in match[0] else match[0]


def _character(match: re.Match[bytes]) -> bytes:
    two, four, eight, letter = match.groups()
    if letter is not None:
        return _LETTERS[letter].encode()
    digits = two or four or eight
    point = int(digits, 16) if digits else 0
    if digits is None or point in (0x0A, 0x0D, 0x22, 0x5C) or point > 0x10FFFF or 0xD800 <= point < 0xE000:
        return match[0]
    return chr(point).encode()
