"""Where the statements of a TOML text stand; the text is known to be valid, because it has been parsed."""

from __future__ import annotations

from functools import lru_cache

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.delimited import Brackets, DelimitedEntry
from aiwg.merge.lines import line_end, line_start

_BLANKS = lazy_pattern(r"[ \t]*+")
_TRIVIA = lazy_pattern(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_KEY_PART = lazy_pattern(r"[A-Za-z0-9_-]++|\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"|'[^'\n]*+'")
_LONG_STRING = lazy_pattern(r"\"\"\"(?:[^\"\\]++|\\(?s:.)|\"{1,2}(?!\"))*+\"{3,5}|'''(?:[^']++|'{1,2}(?!'))*+'{3,5}")
_SCALAR = lazy_pattern(r"[^#,\]}\r\n]++")
_WORD = lazy_pattern(r"[^#,\]}\[{=\"'\r\n]++")


@dataclass(frozen=True, slots=True)
class Statement:
    """A table header or a key with its value, and the whole lines it stands on.

    `path` leads there from the root. `table` is the path of the table whose header it stands under, for a
    header its own. A header of an array of tables has `is_array`.
    """

    path: tuple[str, ...]
    table: tuple[str, ...]
    start: int
    end: int
    value_start: int
    value_end: int
    is_header: bool
    is_array: bool


@lru_cache(maxsize=1)
def statements(text: str) -> tuple[Statement, ...]:
    """Return the statements of the text, in their order."""
    found: list[Statement] = []
    table: tuple[str, ...] = ()
    at = after_trivia(text, 0)
    while at < len(text):
        start = line_start(text, at)
        if text[at] == "[":
            brackets = 2 if text.startswith("[[", at) else 1
            table, at = _dotted_key(text, at + brackets)
            end = line_end(text, at)
            found.append(Statement(table, table, start, end, end, end, True, brackets == 2))
        else:
            key, at = _dotted_key(text, at)
            value_start = _after_blanks(text, at + 1)
            value_end = after_value(text, value_start)
            end = line_end(text, value_end)
            found.append(Statement(table + key, table, start, end, value_start, value_end, False, False))
        at = after_trivia(text, end)
    return tuple(found)


def array(text: str, at: int) -> Brackets:
    """Return the brackets and the elements of the array that opens at `at`."""
    entries: list[DelimitedEntry] = []
    here = after_trivia(text, at + 1)
    while text[here] != "]":
        end = after_value(text, here)
        behind = after_trivia(text, end)
        comma = behind if text[behind] == "," else None
        entries.append(DelimitedEntry(here, end, comma))
        here = behind if comma is None else after_trivia(text, comma + 1)
    return Brackets(at, here, tuple(entries))


def after_trivia(text: str, at: int) -> int:
    """Return the offset behind the blanks, line endings and comments at `at`."""
    match = _TRIVIA.match(text, at)
    return match.end() if match else at


def after_value(text: str, at: int) -> int:
    """Return the offset behind the value at `at`."""
    depth = 0
    while True:
        if text[at] in "[{":
            depth += 1
            at += 1
        elif text[at] in "]}":
            depth -= 1
            at += 1
        elif text[at] in ",=":
            at += 1
        elif depth and text[at] not in "\"'":
            # A key or a scalar: which of the two does not matter for where it ends.
            at = _after_word(text, at)
        else:
            at = _after_scalar(text, at)
        if depth == 0:
            return at
        at = after_trivia(text, at)


def _after_word(text: str, at: int) -> int:
    match = _WORD.match(text, at)
    return match.end() if match else at + 1


def _after_scalar(text: str, at: int) -> int:
    match = _LONG_STRING.match(text, at) or (_KEY_PART.match(text, at) if text[at] in "\"'" else None)
    if match is not None:
        return match.end()
    scalar = _SCALAR.match(text, at)
    return at + len(scalar.group().rstrip(" \t")) if scalar else at + 1


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _dotted_key(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """Return the key at `at`, and the offset behind it and the blanks that follow it."""
    parts: list[str] = []
    while True:
        match = _KEY_PART.match(text, _after_blanks(text, at))
        if match is None:
            return tuple(parts), at
        parts.append(_key_text(match.group()))
        at = _after_blanks(text, match.end())
        if text[at : at + 1] != ".":
            return tuple(parts), at
        at += 1


def _key_text(part: str) -> str:
    if part[0] == "'":
        return part[1:-1]
    if part[0] != '"':
        return part
    if "\\" not in part:
        return part[1:-1]
    import tomllib

    return str(tomllib.loads(f"key = {part}")["key"])
