"""A bar for a share: blocks for people, number signs in pipes."""

from __future__ import annotations

import sys

WIDTH = 20


def bar(part: int, whole: int) -> str:
    """Return a bar of 20 columns that shows how much of the whole a part is; what is there at all shows."""
    columns = min(WIDTH, max(1, round(WIDTH * part / whole))) if part and whole else 0
    full, empty = ("█", "░") if _is_terminal() else ("#", ".")
    return full * columns + empty * (WIDTH - columns)


def _is_terminal() -> bool:
    encoding = (sys.stdout.encoding or "").lower()
    return sys.stdout.isatty() and encoding.startswith("utf")
