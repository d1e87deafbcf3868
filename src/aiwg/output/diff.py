"""Text diffs as git shows them."""

from __future__ import annotations

import difflib

from aiwg.artifact.ids import shown
from aiwg.output.console import paint, say
from aiwg.plan.actions import DELETE, Action

MEANINGS = {"+": "ok", "-": "error", "@": "hint"}
NO_NEWLINE = "\\ No newline at end of file"


def print_diff(action: Action, before: bytes | None = None, after: bytes | None = None) -> None:
    """Print the difference between what is there and what would be."""
    say(paint(f"diff {shown(action.path)}", "bold"))
    for number, line in enumerate(diff_lines(action, before, after)):
        bare = shown_line(line)
        is_name = number < 2 and line.startswith(("---", "+++"))
        say(bare if is_name or line[:1] not in MEANINGS else paint(bare, MEANINGS[line[:1]]))


def diff_lines(action: Action, before: bytes | None = None, after: bytes | None = None) -> list[str]:
    """Return the lines of that difference, without line ends and without a heading."""
    old = action.before if before is None else before
    new = (None if action.action == DELETE else action.after) if after is None else after
    if old is not None and old == new:
        return ["only the executable bit changes"] if action.writes else []
    try:
        old_lines, new_lines = _lines(old), _lines(new)
    except UnicodeDecodeError:
        return [f"binary, {len(old or b''):,} -> {len(new or b''):,} bytes"]
    names = (
        f"a/{action.path}" if old is not None else "/dev/null",
        f"b/{action.path}" if new is not None else "/dev/null",
    )
    lines = []
    for line in difflib.unified_diff(old_lines, new_lines, *names):
        lines.append(line.rstrip("\r\n"))
        if not line.endswith("\n"):
            lines.append(NO_NEWLINE)
    return lines


def _lines(data: bytes | None) -> list[str]:
    """Return lines with their ends. Only a line feed ends one: form feeds and the like are text."""
    parts = (data or b"").decode("utf-8").split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def shown_line(line: str) -> str:
    """Return a line of a file safe to print: tabs stay, other control characters are escaped."""
    return "\t".join(shown(part) for part in line.split("\t"))
