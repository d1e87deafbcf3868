"""Reading JSON as people write it: with comments, trailing commas, and what JSON5 adds."""

from __future__ import annotations

import json
import re

from aiwg.core.patterns import lazy_pattern
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.lines import line_number
from aiwg.merge.paths import check_depth, mapping_of

DEPTH_LIMIT = 200

_BLANKS = r"[ \t\r\n\v\f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
_LINE_COMMENT = r"//[^\r\n\u2028\u2029]*+"
_BLOCK_COMMENT = r"/\*(?s:.*?)\*/"
_STRING = (
    r"\"[^\"\\\r\n]*+(?:\\(?:\r\n|(?s:.))[^\"\\\r\n]*+)*+\""
    r"|'[^'\\\r\n]*+(?:\\(?:\r\n|(?s:.))[^'\\\r\n]*+)*+'"
)

TRIVIA = lazy_pattern(rf"(?:{_BLANKS}++|{_LINE_COMMENT}|{_BLOCK_COMMENT})*+")
JSON_STRING = lazy_pattern(_STRING)
_WORD = lazy_pattern(r"[\w$+.\-]++")
_NUMBER = lazy_pattern(r"[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = lazy_pattern(r"([+-]?)0[xX]([0-9a-fA-F]+)")
_NAME = lazy_pattern(r"[^\W\d][\w$]*|\$[\w$]*")
_BETWEEN_BRACKETS = lazy_pattern(rf"(?:[^\"'{{}}\[\]/]++|{_STRING}|{_LINE_COMMENT}|{_BLOCK_COMMENT})*+")
_ESCAPE = lazy_pattern(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|(?s:.))")
_SURROGATES = lazy_pattern("[\ud800-\udbff][\udc00-\udfff]")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}
_FLOATS = {"Infinity": float("inf"), "NaN": float("nan")}
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}


def read(text: str) -> object:
    """Return the document, an empty mapping when there is none; raise CannotEdit when it is not valid."""
    start = after_trivia(text, 0)
    if start == len(text):
        return {}
    document = _read_fast(text)
    if document is not None:
        return document
    document, end = read_value(text, start)
    end = after_trivia(text, end)
    if end < len(text):
        raise _unexpected(text, end, "the end of the file")
    return document


def _read_fast(text: str) -> object | None:
    """Return the document when it is strict JSON, else None: the standard library is much faster."""
    try:
        document: object = json.loads(text, object_pairs_hook=mapping_of)
    except (ValueError, RecursionError):
        return None
    check_depth(document, DEPTH_LIMIT)
    return document


def after_trivia(text: str, at: int) -> int:
    """Return the offset behind the blanks and comments at `at`; raise CannotEdit for an open comment."""
    match = TRIVIA.match(text, at)
    end = match.end() if match else at
    if text.startswith("/*", end):
        raise EditRefusedError("this comment is not closed", line_number(text, end))
    return end


def read_value(text: str, at: int, depth: int = 1) -> tuple[object, int]:
    """Return the value at `at`, and the offset behind it; raise CannotEdit when it is not valid."""
    first = text[at : at + 1]
    if depth > DEPTH_LIMIT and first in ("{", "["):
        raise EditRefusedError(f"the file is nested more than {DEPTH_LIMIT} levels deep", line_number(text, at))
    if first == "{":
        return _read_object(text, at, depth)
    if first == "[":
        return _read_array(text, at, depth)
    if first in ('"', "'"):
        return read_string(text, at)
    word = _WORD.match(text, at)
    if word is None:
        raise _unexpected(text, at, "a value")
    return _word_value(text, word), word.end()


def _read_object(text: str, at: int, depth: int) -> tuple[object, int]:
    members: list[tuple[str, object]] = []
    at = after_trivia(text, at + 1)
    while text[at : at + 1] != "}":
        key, at = read_key(text, at)
        at = after_trivia(text, at)
        if text[at : at + 1] != ":":
            raise _unexpected(text, at, 'a ":"')
        value, at = read_value(text, after_trivia(text, at + 1), depth + 1)
        members.append((key, value))
        at = _after_comma(text, at, "}")
    return mapping_of(members), at + 1


def _read_array(text: str, at: int, depth: int) -> tuple[object, int]:
    elements: list[object] = []
    at = after_trivia(text, at + 1)
    while text[at : at + 1] != "]":
        element, at = read_value(text, at, depth + 1)
        elements.append(element)
        at = _after_comma(text, at, "]")
    return elements, at + 1


def _after_comma(text: str, at: int, close: str) -> int:
    at = after_trivia(text, at)
    if text[at : at + 1] == ",":
        return after_trivia(text, at + 1)
    if text[at : at + 1] != close:
        raise _unexpected(text, at, f'a "," or a "{close}"')
    return at


def read_key(text: str, at: int) -> tuple[str, int]:
    """Return the key that begins at `at`, quoted or not, and the offset behind it."""
    if text[at : at + 1] in ('"', "'"):
        return read_string(text, at)
    name = _NAME.match(text, at)
    if name is None:
        raise _unexpected(text, at, "a key")
    return name.group(), name.end()


def read_string(text: str, at: int) -> tuple[str, int]:
    """Return the string that begins at `at`, and the offset behind it."""
    match = JSON_STRING.match(text, at)
    if match is None:
        raise EditRefusedError("this string is not closed on its line", line_number(text, at))
    inner = match.group()[1:-1]
    if "\\" in inner:
        inner = _ESCAPE.sub(lambda escape: _unescaped(escape.group(1), text, at), inner)
        inner = _SURROGATES.sub(_joined, inner)
    return inner, match.end()


def _joined(pair: re.Match[str]) -> str:
    return pair.group().encode("utf-16", "surrogatepass").decode("utf-16")


def _unescaped(escape: str, text: str, at: int) -> str:
    if len(escape) > 1 and escape[0] in "ux":
        return chr(int(escape[1:], 16))
    if escape in ("u", "x") or escape in "123456789":
        raise EditRefusedError(f"this string has the invalid escape \\{escape}", line_number(text, at))
    if escape in ("\n", "\r\n", "\r", "\u2028", "\u2029"):
        return ""
    return _ESCAPES.get(escape, escape)


def _word_value(text: str, match: re.Match[str]) -> object:
    word = match.group()
    if word in _WORDS:
        return _WORDS[word]
    unsigned = word[1:] if word[0] in "+-" else word
    if unsigned in _FLOATS:
        return -_FLOATS[unsigned] if word[0] == "-" else _FLOATS[unsigned]
    hexadecimal = _HEXADECIMAL.fullmatch(word)
    if hexadecimal:
        return int(hexadecimal[1] + hexadecimal[2], 16)
    if not _NUMBER.fullmatch(word):
        raise EditRefusedError(f"{word[:40]!r} is not a value", line_number(text, match.start()))
    if word.lstrip("+-").isdigit():
        try:
            return int(word)
        except ValueError:
            raise EditRefusedError("this number has too many digits", line_number(text, match.start())) from None
    return float(word)


def after_value(text: str, at: int) -> int:
    """Return the offset behind the value at `at` in a valid text: faster than reading it."""
    if text[at] in "\"'":
        string = JSON_STRING.match(text, at)
        return string.end() if string else at
    if text[at] not in "{[":
        word = _WORD.match(text, at)
        return word.end() if word else at
    depth = 0
    while True:
        depth += 1 if text[at] in "{[" else -1
        at += 1
        if depth == 0:
            return at
        between = _BETWEEN_BRACKETS.match(text, at)
        at = between.end() if between else at


def _unexpected(text: str, at: int, wanted: str) -> EditRefusedError:
    found = repr(text[at]) if at < len(text) else "the end of the file"
    return EditRefusedError(f"expected {wanted}, found {found}", line_number(text, at))
