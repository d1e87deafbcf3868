"""A text as a model understands it: without what is hidden in it, without markup, in the letters that it shows.

Every view keeps each line feed, so that a line of it is the same line of the file.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from aiwg.audit.patterns import compiled
from aiwg.core.patterns import lazy_pattern

_MARKS = b"*_~`[]"
"""What Markdown writes into a word or around it and does not show."""

_LIKE_LATIN = bytes((*range(0xC4, 0xD7), 0xE0, 0xE1, 0xEA))
"""Bytes that begin letters which look like Latin ones: Greek, Cyrillic, Armenian, Cherokee, Lisu and others; and
marks that are set upon a letter."""

_COMBINING = lazy_pattern("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")

_TAG = rb"</?[A-Za-z][^<>]{0,400}+>"
_TARGET = rb"\]\([^()\n]{0,400}+\)"
_TAGS_INSIDE = (b"</", b"<!--", b"<wbr")
_ENTITIES_INSIDE = (b"&#", b"&shy", b"&zw", b"&Zero", b"&zero")
"""What may stand inside a word and is not shown."""

_BETWEEN = (
    rb"(?:<!--(?:[^<>-]|-(?!->)){0,200}+-->|</?[A-Za-z][^<>]{0,200}+>|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|shy|zw[jn]+|ZeroWidthSpace);"
    rb"|[\x00-\x08\x0e-\x1f\x7f])++"
)
_WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_ENTITY = rb"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,15}));"
_ENTITIES = {
    b"&nbsp;": " ", b"&ensp;": " ", b"&emsp;": " ", b"&thinsp;": " ", b"&hairsp;": " ", b"&numsp;": " ", b"&tab;": "\t",
    b"&shy;": "", b"&zwj;": "", b"&zwnj;": "", b"&zerowidthspace;": "", b"&nobreak;": "", b"&invisibletimes;": "",
    b"&lt;": "<", b"&gt;": ">", b"&amp;": "&", b"&quot;": '"', b"&apos;": "'",
}  # fmt: skip


def shown_text(text: str) -> str:
    """Return a text without hidden characters, in compatibility form (NFKC), with lookalikes as Latin letters.

    Letters of other scripts are left as they are unless they look like Latin ones.
    """
    stripped = _COMBINING.sub("", without_hidden(text)).replace("\u2800", " ")
    normal = stripped if unicodedata.is_normalized("NFKC", stripped) else unicodedata.normalize("NFKC", stripped)
    return normal.translate(_table())


def without_hidden(text: str) -> str:
    """Return a text without the characters that are shown as nothing."""
    return _hidden().sub("", text)


def may_split(data: bytes) -> bool:
    """Say whether a text may hold words with tags, comments or entities inside them: most hold none."""
    return (b"<" in data and any(mark in data for mark in _TAGS_INSIDE)) or (
        b"&" in data and any(mark in data for mark in _ENTITIES_INSIDE)
    )


def joined(data: bytes, hides: bool) -> bytes:
    """Return a text with words put together that hidden characters, comments, tags or entities split; else as it is.

    `hides`: whether the text holds characters that are shown as nothing, wherever they belong.
    """
    if may_split(data):
        data = compiled(_BETWEEN).sub(_between, data)
    if hides:
        return unicodedata.normalize("NFKC", without_hidden(data.decode("utf-8", "replace"))).encode("utf-8", "replace")
    return data


def _between(match: re.Match[bytes]) -> bytes:
    """Return nothing for what stands inside a word, and all else as it is."""
    whole, start, end = match.string, match.start(), match.end()
    is_inside = start > 0 and whole[start - 1] in _WORD and end < len(whole) and whole[end] in _WORD
    return _lines_of(match) if is_inside else match[0]


def without_markup(data: bytes) -> bytes:
    """Return a text without the marks of Markdown, tags, comments and targets of links, its entities decoded."""
    if b"<" in data:
        data = compiled(_TAG).sub(_lines_of, without_comments(data))
    if b"](" in data:
        data = compiled(_TARGET).sub(b"", data)
    if b"&" in data:
        data = compiled(_ENTITY).sub(_decoded, data)
    return data.translate(None, _MARKS)


def without_comments(data: bytes) -> bytes:
    """Return a text with each comment of HTML replaced by its line feeds."""
    start = data.find(b"<!--")
    if start < 0:
        return data
    parts, last = [], 0
    while start >= 0:
        end = data.find(b"-->", start + 4)
        end = len(data) if end < 0 else end + 3
        parts += [data[last:start], b"\n" * data.count(b"\n", start, end)]
        last, start = end, data.find(b"<!--", end)
    return b"".join((*parts, data[last:]))


def plain_view(data: bytes, hides: bool) -> bytes:
    """Return a file in the letters that it shows, without hidden characters if it holds any, in lower case."""
    return (_shown(data, hides) if hides or not data.isascii() else data).lower()


def _shown(data: bytes, hides: bool) -> bytes:
    if hides or len(data.translate(None, _LIKE_LATIN)) != len(data):
        return shown_text(data.decode("utf-8", "replace")).encode("utf-8", "replace")
    text = data.decode("utf-8", "replace")
    if not unicodedata.is_normalized("NFKC", text):
        data = unicodedata.normalize("NFKC", text).encode("utf-8", "replace")
    return data.replace(b"\xe2\xa0\x80", b" ")


@cache
def _hidden() -> re.Pattern[str]:
    from aiwg.audit.characters.properties import points

    ignorable = points("DEFAULT_IGNORABLE").charset(0x10FFFF)
    return re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{ignorable}]+")


@cache
def _table() -> dict[int, str]:
    from aiwg.audit.characters.properties import lookalikes

    return {ord(char): letter for char, letter in lookalikes().items() if not char.isascii()}


def _lines_of(match: re.Match[bytes]) -> bytes:
    return b"\n" * match[0].count(b"\n")


def _decoded(match: re.Match[bytes]) -> bytes:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return _ENTITIES.get(match[0], match[0].decode()).encode()
    point = int(decimal) if decimal else int(hexadecimal, 16)
    if point in (10, 13) or point > 0x10FFFF or 0xD800 <= point < 0xE000:
        return b" "
    char = chr(point)
    from aiwg.audit.characters.properties import points

    return b"" if char in points("DEFAULT_IGNORABLE") else unicodedata.normalize("NFKC", char).lower().encode()
