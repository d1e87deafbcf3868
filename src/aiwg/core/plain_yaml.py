"""The simple forms of YAML that most frontmatter keeps to, read without the parser, which takes longer to import.

Whatever is not surely one of these forms is left to the parser; a differential test compares values and lines.
"""

from __future__ import annotations

from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False  # typing itself costs more to import than this
if TYPE_CHECKING:
    from typing import Any

MOST_CHARACTERS, MOST_DEPTH = 60_000, 12
"""A longer or deeper text is left to the parser, which has limits of its own."""
_KEY = lazy_pattern(r"([A-Za-z_][\w-]{0,99}):(?: +(.+))?")
_BLOCK_WORD = lazy_pattern(r"(?:[\w$/(<.~]|-(?=\w))(?:[^ :#]|:(?! |$)|(?<! )#| +(?![ #]))*")
_FLOW_WORD = lazy_pattern(r"[\w./$(<][\w./$()<>*+@ -]*")
_INT = lazy_pattern(r"^(?:0|-?[1-9][0-9]{0,17})$")
_FLOAT = lazy_pattern(r"^-?[0-9]+\.[0-9]+$")


class _NotPlainError(Exception):
    """A form that only the parser reads."""


def read_plain(text: str, first_line: int) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int]] | None:
    """Return the mapping in a text, and the line of each key and item by path; None for what only the parser reads."""
    if len(text) > MOST_CHARACTERS:
        return None
    rows: list[tuple[int, str, int]] = []
    for number, line in enumerate(text.split("\n"), first_line):
        if not line.isprintable():
            return None
        said = line.strip(" ")
        if said and said[0] != "#":
            rows.append((len(line) - len(line.lstrip(" ")), said, number))
    if not rows or rows[0][0] or rows[0][1].startswith("- "):
        return None
    block = _Block(rows)
    try:
        value = block.mapping(0, ())
    except _NotPlainError:
        return None
    return (value, block.lines) if block.at == len(rows) else None


class _Block:
    """Reads rows, each with its indentation, its text and its line; `at` is the next one."""

    def __init__(self, rows: list[tuple[int, str, int]]) -> None:
        self.rows, self.at = rows, 0
        self.lines: dict[tuple[str | int, ...], int] = {}

    def _next(self) -> tuple[int, str]:
        """Return the indentation and the text of the next row; at the end, of one above all."""
        return self.rows[self.at][:2] if self.at < len(self.rows) else (-1, "")

    def mapping(self, indent: int, path: tuple[str | int, ...]) -> dict[str, Any]:
        """Return the mapping of the rows with this indentation. Raises _NotPlainError."""
        found: dict[str, Any] = {}
        while self._next()[0] == indent:
            match = _KEY.fullmatch(self.rows[self.at][1])
            if match is None or match[1] in found:
                raise _NotPlainError
            key, said = match[1], match[2]
            here = (*path, key)
            self.lines[here] = self.rows[self.at][2]
            self.at += 1
            found[key] = self._value(said, here) if said else self._below(indent, here)
            if self._next()[0] > indent:
                raise _NotPlainError
        return found

    def _below(self, indent: int, path: tuple[str | int, ...]) -> Any:
        """Return the value below a key with nothing behind it: a list may stand as far to the left as the key."""
        below, said = self._next()
        is_list = said.startswith("- ")
        if below < indent or (below == indent and not is_list):
            return None
        if len(path) > MOST_DEPTH:
            raise _NotPlainError
        return self._sequence(below, path) if is_list else self.mapping(below, path)

    def _sequence(self, indent: int, path: tuple[str | int, ...]) -> list[Any]:
        found: list[Any] = []
        while self._next()[0] == indent and self._next()[1].startswith("- "):
            _, said, number = self.rows[self.at]
            inner = said[2:].lstrip(" ")
            here = (*path, len(found))
            self.lines[here] = number
            if _KEY.fullmatch(inner):
                below = indent + len(said) - len(inner)
                self.rows[self.at] = (below, inner, number)
                found.append(self.mapping(below, here))
            else:
                self.at += 1
                found.append(self._value(inner, here))
            if self._next()[0] > indent:
                raise _NotPlainError
        return found

    def _value(self, said: str, path: tuple[str | int, ...]) -> Any:
        """Return the value on one line: a scalar or a list of scalars."""
        found = _value_of(said)
        if found is None:
            raise _NotPlainError
        if isinstance(found[0], list):
            self.lines.update({(*path, each): self.lines[path] for each in range(len(found[0]))})
        return found[0]


def _value_of(said: str) -> list[Any] | None:
    """Return the value that stands on one line, alone in a list; None when only the parser can read it."""
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
