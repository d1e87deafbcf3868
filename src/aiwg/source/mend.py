"""Plain slips in frontmatter, read as meant: a one-line value that wanted quotes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_ENTRY = re.compile(r"^(?P<head>(?:[A-Za-z_][\w.-]*:|[ \t]*-)[ \t]+)(?P<value>\S.*?)[ \t]*$")
_TWO_LISTS = re.compile(r"^\[[^\[\]]*\]\s*\S")


@dataclass(frozen=True, slots=True)
class Mend:
    """One mended line, counted from 1 within the frontmatter, and what was wrong with it."""

    line: int
    reason: str


def _slip(value: str) -> str | None:
    """Return what is plainly wrong with an unquoted one-line value, or None."""
    if value[0] in "\"'|>":
        return None
    if value[0] in "*@`%":
        return f'starts with "{value[0]}"'
    if _TWO_LISTS.match(value):
        return "looks like a list but goes on after it"
    if value[0] in "[{&!#":
        return None
    if ": " in value or value.endswith(":"):
        return 'holds ": "'
    return None


def mend(front: str) -> tuple[str, list[Mend]]:
    """Return `front` with one-line slips put in quotes, and what was mended.

    Only entries whose meaning is plain are touched: an unquoted value holding `: `, or starting with
    `*`, `@`, a backtick or `%`, or shaped like `[a] [b]`.
    """
    mended: list[Mend] = []
    lines = front.split("\n")
    for index, line in enumerate(lines):
        entry = _ENTRY.match(line)
        reason = _slip(entry["value"]) if entry else None
        if entry and reason:
            lines[index] = entry["head"] + json.dumps(entry["value"], ensure_ascii=False)
            mended.append(Mend(index + 1, f"the value {reason} and needs quotes"))
    return "\n".join(lines), mended
