"""A project in git with a source elsewhere, for the tests of this folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.fetching.remote import GIT, Remote, git

from .lives import RULE, Scene


@pytest.fixture
def scene(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Return a project with one commit, and a source in a repository elsewhere."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(project)
    subprocess.run([GIT, "init", "--quiet", "--template=", str(project)], check=True)
    git(project, "config", "user.name", "a")
    git(project, "config", "user.email", "a@example.org")
    remote = Remote(tmp_path / "ai-context").make()
    remote.commit({"rules/far.md": RULE}, "v1.0.0")
    found = Scene(project, remote)
    found.commit()
    return found
