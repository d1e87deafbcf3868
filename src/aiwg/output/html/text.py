"""Strings of a report on their way to a page: nothing invisible, nothing endless, numbers and dates for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from aiwg.artifact.ids import shown

NAME, TEXT, COMMAND = 160, 1200, 600
"""The most characters that the page shows of a name or path, a text, a command. Nobody reads more of one there."""

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def safe(value: object, most: int = NAME) -> str:
    """Return a value as text that shows everything it holds: controls and invisible characters as escapes, cut."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    if len(text) > most:
        text = text[:most] + "\u2026"
    return text if text.isprintable() else shown(text)


def prose(value: object) -> str:
    """Return a sentence or paragraph as safe text."""
    return safe(" ".join(value.split()) if isinstance(value, str) else value, TEXT)


def link(url: object) -> str | None:
    """Return an address that the page may link to, https or http alone, else None."""
    text = url if isinstance(url, str) else ""
    harmless = text.isascii() and text.isprintable() and not set(text) & set(" \"'<>\\^`{|}")
    return text if harmless and len(text) <= COMMAND and text.startswith(("https://", "http://")) else None


def beside(path: object) -> str | None:
    """Return a link to a file beside the page or below it, else None: `a/b.html`, never a scheme or another host."""
    from urllib.parse import quote

    text = path if isinstance(path, str) else ""
    parts = text.split("/")
    harmless = len(text) <= NAME and text.isprintable() and parts[0] and ".." not in parts
    return quote(text) if harmless else None


def command(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a command as it is shown, and whether a click may copy it; None if there is none.

    It is put together from its arguments, so that pasting it runs this one command whatever they hold.
    """
    if not value or not value.get("argv"):
        return None
    text = shlex.join(str(each) for each in value["argv"])
    return {"text": safe(text, COMMAND), "is_copied": text.isprintable() and len(text) <= COMMAND}


def number(value: float | None) -> str:
    """Return a number with its thousands apart, and nothing for none."""
    return "" if value is None else f"{value:,}"


def date(moment: object) -> str:
    """Return the day of an ISO time for people: `30 November 2026`; what is no such time stays as it is, made safe."""
    text = moment if isinstance(moment, str) else ""
    try:
        year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
        return f"{day} {_MONTHS[month - 1]} {year}" if month > 0 else safe(text)
    except (ValueError, IndexError):
        return safe(text)


def moment(value: object) -> str:
    """Return an ISO time for people: `30 November 2026, 12:25 UTC`."""
    text = value if isinstance(value, str) else ""
    return f"{date(text)}, {safe(text[11:16])} UTC" if len(text) > 16 and text[10] == "T" else date(text)


def count(amount: int, one: str, many: str | None = None) -> str:
    """Return an amount with its noun: `1 tool`, `1,200 tools`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def listed(names: Iterable[str], most: int = 3) -> str:
    """Return the first names, and how many more there are: `a, b and 4 more`."""
    named = list(names)
    if len(named) <= most:
        return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)
    return f"{', '.join(named[: most - 1])} and {len(named) - most + 1:,} more"
