"""How often a first deploy asks the system: what it made itself it knows."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aiwg.apply import exchange
from tests.conftest import Deployer, Writer

CALLS = (
    "open", "close", "write", "read", "mkdir", "rmdir", "unlink", "rename", "link", "stat", "lstat", "fstat", "chmod",
    "fchmod", "chown", "fchown", "fsync", "dup", "listdir", "scandir", "geteuid", "getegid", "getpid", "umask",
)  # fmt: skip
OF_A_FOLDER = ("mkdir", "open", "close", "open", "close")
"""It is made, opened to write in it, and opened again for the renames: only a few stay open from one to the other."""
OF_A_FILE = ("open", "write", "fchmod", "close", "renameat2")
"""Nobody else reads it before it is whole: it is made private, and gets its mode with its content."""


def count(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> Counter[str]:
    """Return how often each call was made by some work."""
    seen: Counter[str] = Counter()

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            seen[name] += 1
            return real(*arguments, **more)

        return call

    with monkeypatch.context() as patched:
        for name in CALLS:
            patched.setattr(os, name, counted(name, getattr(os, name)))
        patched.setattr(exchange, "renameat2", counted("renameat2", exchange.renameat2))
        work()
    return seen


def test_a_new_file_takes_five_calls_and_its_folder_five(
    deployer: Deployer, write: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each further skill, a file in a folder of its own, adds no other calls to the writing of a deploy."""
    found = []
    for many in (80, 160):  # more than are synced one by one, and than stay open
        for number in range(many):
            write(f"source/skills/s{number}/SKILL.md", f"---\nname: s{number}\ndescription: Use {number}.\n---\nDo.\n")
        (deployer.project / str(many)).mkdir()
        there = Deployer(deployer.project / str(many))
        planned = there.plan("claude", source=tmp_path / "source")
        found.append(count(monkeypatch, partial(there.carry_out, planned)))
    grown = 4  # calls of a journal and a manifest that are larger
    more = Counter({name: -(-(number - grown) // 80) for name, number in (found[1] - found[0]).items()})
    assert more <= Counter(OF_A_FILE) + Counter(OF_A_FOLDER), more
