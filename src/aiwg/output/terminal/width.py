"""The columns that a text takes on a terminal, and the columns that a terminal has."""

from __future__ import annotations

import os
import unicodedata

from aiwg.output.terminal.marks import NO_BREAK, bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

WIDEST = 100
"""Columns of a layout at most: longer lines are hard to read. A pipe gets layouts of this width."""

NARROWEST = 20
"""Columns that every layout may count on: a smaller terminal breaks the lines itself."""

_EMOJI = "\ufe0f"
"""Asks for the picture of the character before it, which takes two columns."""


def width_of(text: str) -> int:
    """Return the columns that a text takes: two for a wide character, none for a colour or a mark above a letter."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, bare(text)))


def is_wide(char: str) -> bool:
    """Say whether a character takes two columns (UAX 11: wide or fullwidth)."""
    return unicodedata.east_asian_width(char) in ("W", "F") and char != NO_BREAK


def _columns(char: str) -> int:
    if char == _EMOJI:
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if is_wide(char) else 1


def padded(text: str, columns: int, right: bool = False) -> str:
    """Return a text with spaces up to a width."""
    pad = " " * (columns - width_of(text))
    return pad + text if right else text + pad


def columns_of(stream: TextIO | None) -> int | None:
    """Return the columns of the terminal that a stream writes to, or None for a pipe or a file.

    The variable COLUMNS counts first, as for other programs; what cannot be known is 80.
    """
    if stream is None or not stream.isatty():
        return None
    said = os.environ.get("COLUMNS", "")
    columns = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    if not columns:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            columns = 0
    return max(NARROWEST, columns or 80)
