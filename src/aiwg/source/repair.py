"""Plain slips in frontmatter, read as meant: a one-line value that wanted quotes."""

from __future__ import annotations

import json

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.core.strict_yaml import Document, YamlSyntaxError, parse

MAX_MENDS = 100
MAX_WORK = 4_000_000
"""How many characters may be parsed again and again while one frontmatter is mended."""

_HEAD = lazy_pattern(r"[ \t]*(?:-[ \t]+)*(?:[A-Za-z_$][\w.-]*:[ \t]+)?")
_TWO_LISTS = lazy_pattern(r"\[[^\[\]]*\]\s*[^\s#]")
_COMMENT = lazy_pattern(r"(?<![ \t])[ \t]++#(?:[ \t].*)?$")


@dataclass(frozen=True, slots=True)
class Repair:
    """One mended line, counted as `parse` counts, and what was wrong with it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class RepairedText:
    """Frontmatter that parses, what it says, and which lines had to be mended for that."""

    text: str
    document: Document
    mends: tuple[Repair, ...]


def parse_mending(front: str, first_line: int = 1) -> RepairedText:
    """Return what `front` says, with one-line slips put in quotes.

    Only lines that the parser stumbles over are touched, and of these only the ones whose meaning is plain: an
    unquoted value that holds `: `, or starts with `*`, `@`, a backtick or `%`, or is shaped like `[a] [b]`.

    Raises YamlError, about the text as it was written, when that is not enough.
    """
    lines, mends, first = front.split("\n"), list[Repair](), None
    while True:
        text = "\n".join(lines)
        try:
            return RepairedText(text, parse(text, first_line), tuple(mends))
        except YamlSyntaxError as error:
            first = first or error
            line = error.line
        if line is None or len(mends) >= MAX_MENDS or len(front) * len(mends) > MAX_WORK:
            raise first
        mended = _mend_line(lines[line - first_line]) if line - first_line < len(lines) else None
        if mended is None:
            raise first
        lines[line - first_line], reason = mended
        mends.append(Repair(line, f"the value {reason} and needs quotes"))


def _mend_line(line: str) -> tuple[str, str] | None:
    """Return a line with its value in quotes and what was wrong with it, or None when that is not plain."""
    bare = line.rstrip(" \t")
    head = _HEAD.match(bare)
    if head is None or not head[0].strip():
        return None
    value, comment = bare[head.end() :], ""
    reason = _slip(value)
    if reason is None:
        return None
    if value[0] in "*@`%[":
        found = _COMMENT.search(value)
        if found is not None:
            value, comment = value[: found.start()], found[0]
    return head[0] + json.dumps(value, ensure_ascii=False) + comment, reason


def _slip(value: str) -> str | None:
    """Return what is plainly wrong with an unquoted one-line value, or None."""
    if not value or value[0] in "\"'|>":
        return None
    if value[0] in "*@`%":
        return f'starts with "{value[0]}"'
    if _TWO_LISTS.match(value):
        return "looks like a list but goes on after it"
    if value[0] in "[{&!#":
        return None
    if ": " in value or value.endswith(":"):
        return 'contains ": "'
    return None
