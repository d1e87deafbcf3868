"""What a command costs: in this process, all that it remembers between two runs forgotten."""

from __future__ import annotations

import functools
import gc
import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from time import process_time

from aiwg.cli.app import run
from tests.stopwatch import FLOOR

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("lint",),
    ("audit",),
    ("trust", "--yes"),
    ("deploy",),
    ("deploy", "--only", "rule/first"),
    ("sync", "--check"),
    ("status",),
    ("doctor",),
    ("diff",),
    ("list",),
    ("show", "rule/first", "-v"),
    ("context", "claude", "--file", "a/b.c"),
    ("budget",),
    ("report",),
    ("mentions",),
    ("explain", ".claude/rules/first.md"),
    ("audit", "--loaded", "-p", "claude"),
    ("adr", "list"),
    ("adr", "show", "1"),
    ("adr", "check"),
    ("adr", "search", "because"),
    ("adr", "export"),
    ("adr", "graph"),
    ("adr", "index"),
    ("adr", "adopt", "1", "--dry-run"),
    ("adr", "status", "1", "Rejected"),
    ("undo", "--dry-run"),
    ("remove",),
)
"""In this order, as a person would type them: what one writes, the next one reads."""

MOST = 6.0
"""How much more four times the input may cost."""

CERTAIN = 9.0
"""Seconds are noisier than instructions: between MOST and this a busy machine may be the cause; quadratic is 16."""


@functools.cache
def _caches() -> list[functools._lru_cache_wrapper[object]]:
    gc.unfreeze()  # frozen ones are not among the objects
    gc.collect()
    found = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
    gc.freeze()
    ours = [each for each in found if str(getattr(each, "__module__", "")).startswith("aiwg.")]
    assert ours
    return ours


def forget() -> None:
    """Forget what functions remember: a second run costs as much as the first."""
    for each in _caches():
        each.cache_clear()
    re.purge()


def seconds(arguments: tuple[str, ...], project: Path) -> float:
    """Return the CPU time of a command."""
    forget()
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        started = process_time()
        code = run((*arguments, "--project", str(project)))
        spent = process_time() - started
    assert "Traceback" not in said.getvalue()
    assert code in range(9), said.getvalue()
    return spent


def grown(small: Path, large: Path, commands: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, float, float]]:
    """Yield each command with what it costs in two projects."""
    for command in commands:
        yield " ".join(command), seconds(command, small), seconds(command, large)


def is_steep(small: float, large: float, most: float = MOST) -> bool:
    """Say whether a cost grows more than the input may let it grow."""
    return large > most * max(small, FLOOR)
