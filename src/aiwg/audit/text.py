"""From the bytes of a file to text that can be looked at, and from offsets to lines and columns."""

from __future__ import annotations

from bisect import bisect_right

BINARY_LOOK = 8000
"""Bytes at the start of a file in which a NUL says that it is binary: the rule of git."""

TEXTUAL = (
    ".md .mdc .markdown .txt .py .sh .bash .zsh .js .mjs .cjs .ts .json .jsonc .yaml .yml .toml .html .xml .css .rb "
    ".pl .ps1 .bat .cmd .env .ini .cfg .rst .svg"
)
_ENDINGS = tuple(TEXTUAL.split())
_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def is_binary(data: bytes, name: str) -> bool:
    """Say whether a file is no text: it has a NUL near its start, and neither its name nor its first line says text."""
    if b"\0" not in data[:BINARY_LOOK]:
        return False
    return not (name.lower().endswith(_ENDINGS) or data.startswith(b"#!"))


def as_utf8(data: bytes) -> bytes:
    """Return UTF-16 and UTF-32 with a byte order mark as UTF-8, all else as it is."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode("utf-8", "replace")
    return data


class Lines:
    """Lines and columns of a text, both counted from 1; only a line feed ends a line."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
