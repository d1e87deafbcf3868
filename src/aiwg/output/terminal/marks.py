"""Colours and commands inside a text: noncharacters stand for them until the text goes out, so no text can hold one."""

from __future__ import annotations

from aiwg.core.patterns import lazy_pattern

COLOURS = {
    "error": "31",
    "warning": "33",
    "info": "34",
    "ok": "32",
    "hint": "36",
    "faint": "90",
    "bold": "1",
}
"""The meanings, each with the code that a terminal wants for it: red, yellow, blue, green, cyan, grey, bold."""
PLAIN = "\ufdef"
OF = {meaning: chr(0xFDD0 + number) for number, meaning in enumerate(COLOURS)}
NO_BREAK = "\ufdee"
"""Stands for a space at which no line breaks, until the text goes out."""

verbs: set[str] = set()
"""The words after `aiwg` that make a command of it: the command line names its own."""

MARK = lazy_pattern(f"[{''.join(OF.values())}{PLAIN}]")


def paint(text: str, meaning: str) -> str:
    """Return text in the colour of its meaning; pipes get it plain."""
    return f"{OF[meaning]}{text}{PLAIN}"


def bare(text: str) -> str:
    """Return text without its colours: what takes room on a line."""
    return MARK.sub("", text)
