"""A remote with one source, and a project that declares it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .remote import FILES, Project, Remote


@pytest.fixture(autouse=True)
def alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the machine says of git, caches and CI out of the tests."""
    for name in ("XDG_CACHE_HOME", "CI", "GIT_ALLOW_PROTOCOL", "AIWG_GIT_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    """Return a remote with a rule and a skill at the tag v1.0.0."""
    found = Remote(tmp_path / "remotes" / "company.git").make()
    found.commit(FILES, "v1.0.0")
    return found


@pytest.fixture
def taker(project: Path, remote: Remote) -> Project:
    """Return a project that takes the remote at its tag, not locked yet."""
    found = Project(project)
    found.declare({"git": remote.url, "ref": "v1.0.0"})
    return found
