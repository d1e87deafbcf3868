"""A machine for policies to lie on: folders of a test, whose owners and modes are what the test says."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aiwg.trust.policy import places
from aiwg.trust.policy.load import load_policy
from aiwg.trust.policy.model import Policy

ROOT, USER, OTHER = 0, 1000, 1001
APPROVING = "version: 1\nruns: {approve: [{artifacts: [hook/*], from: [/company]}], deny: [{artifacts: [plugin/*]}]}\n"
"""Approves hooks of one folder, and denies every plugin."""


@dataclass
class Machine:
    """A file system below the test's folder. Root owns everything and nobody else writes, but for what is `marked`."""

    top: Path
    project: Path
    marked: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, Path]:
        """Return the file of each place, by role."""
        return {
            "machine": self.top / "etc/aiwg/policy.yaml",
            "account": self.top / "home/user/.config/aiwg/policy.yaml",
            "moved": self.top / "moved/aiwg/policy.yaml",
            "variable": self.top / "opt/policy.yaml",
        }

    def mark(self, path: Path, owner: int, mode: int = 0o755) -> None:
        """Say who owns a path, and what its mode is."""
        self.marked[str(path)] = (owner, mode)

    def lstat(self, path: str) -> os.stat_result:
        """Return the stat of a path as this machine has it."""
        real = _LSTAT(path)
        owner, mode = self.marked.get(str(path), (ROOT, 0o755))
        return os.stat_result((real.st_mode & ~0o777 | mode, *real[1:4], owner, *real[5:10]))

    def put(self, role: str, text: str = APPROVING) -> Path:
        """Write a policy to a place."""
        file = self.files[role]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def load(self, project: Path | None = None) -> Policy:
        """Return the policy that holds in the project."""
        return load_policy(project or self.project)


_LSTAT = os.lstat


class _System:
    """Stands in for `os` in the module that asks who may write: only the stats are another machine's."""

    def __init__(self, machine: Machine) -> None:
        self.lstat = machine.lstat

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def geteuid(self) -> int:
        return USER


@pytest.fixture
def machine(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine without a policy, whose user is no root and has moved nothing."""
    made = Machine(tmp_path / "machine", project)
    monkeypatch.setattr(places, "MACHINE_FOLDER", str(made.files["machine"].parent))
    monkeypatch.setattr(places, "account_home", lambda: str(made.top / "home/user"))
    monkeypatch.setenv("HOME", str(made.top / "home/user"))
    monkeypatch.setattr(places, "os", _System(made))
    return made
