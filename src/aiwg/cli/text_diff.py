"""Text diffs as git shows them."""

from __future__ import annotations

import difflib

import click

from aiwg.artifact.names import shown
from aiwg.cli.output import say
from aiwg.plan.actions import DELETE, Action

COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def print_diff(action: Action, before: bytes | None = None, after: bytes | None = None) -> None:
    """Print the difference between what is there and what would be."""
    old = action.before if before is None else before
    new = (None if action.action == DELETE else action.after) if after is None else after
    say(click.style(f"diff {shown(action.path)}", bold=True))
    try:
        old_lines = (old or b"").decode("utf-8").splitlines(keepends=True)
        new_lines = (new or b"").decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        say(f"binary, {len(old or b''):,} -> {len(new or b''):,} bytes")
        return
    names = (
        f"a/{action.path}" if old is not None else "/dev/null",
        f"b/{action.path}" if new is not None else "/dev/null",
    )
    for line in difflib.unified_diff(old_lines, new_lines, *names):
        bare = shown_line(line.rstrip("\r\n"))
        say(click.style(bare, fg=COLOURS.get(line[:1])) if not line.startswith(("+++", "---")) else bare)
        if not line.endswith("\n"):
            say("\\ No newline at end of file")


def shown_line(line: str) -> str:
    """Return a line of a file safe to print: tabs stay, other control characters are escaped."""
    return "\t".join(shown(part) for part in line.split("\t"))
