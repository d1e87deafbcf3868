"""A project with a source of its own, and the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Runner, aiwg, put

__all__ = ["Artifacts", "Runner", "aiwg", "put"]

Artifacts = Callable[..., Path]


@pytest.fixture(autouse=True)
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in the project, whose only source is its own."""
    for name in ("XDG_CACHE_HOME", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    put(project / "aiwg.yaml", "sources: [project]\n")
    monkeypatch.chdir(project)
    return project


@pytest.fixture
def skill(project: Path) -> Artifacts:
    """Return a function that writes a skill of the project, on demand unless told otherwise."""

    def write(id: str, body: str = "Do it.\n", *more: str, about: str = "", delivery: str = "on-demand") -> Path:
        folder = project / ".aiwg/skills" / id
        lines = [f"name: {id}", f"description: {about or f'Use for {id} work.'}", *more]
        lines += [f"delivery: {delivery}"] if delivery else []
        put(folder / "SKILL.md", "---\n" + "\n".join(lines) + f"\n---\n{body}")
        return folder

    return write
