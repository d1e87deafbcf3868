"""A small healthy source in a project, two platforms, and a way to lint it in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run

from .healthy import FILES, PLATFORMS, PROJECT_FILES, SCRIPTS


@dataclass(frozen=True)
class Said:
    """What one run said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return standard output as JSON."""
        return json.loads(self.out)

    @property
    def found(self) -> list[tuple[str, str, int | None]]:
        """Return code, file and line of each finding."""
        return [(each["code"], each["file"], each["line"]) for each in self.json["findings"]]


Lint = Callable[..., Said]


def put(file: Path, text: str | bytes, executable: bool = False) -> None:
    """Write a file and the folders that it needs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    file.chmod(0o755 if executable else 0o644)


@pytest.fixture
def source(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the project's source, healthy; what ships with aiwg is replaced by two platforms and no artifacts."""
    for id, text in PLATFORMS.items():
        put(tmp_path / "platforms" / id / "platform.yaml", text)
    (tmp_path / "bundled").mkdir()
    for path, text in FILES.items():
        put(project / ".aiwg" / path, text, path in SCRIPTS)
    for path, text in PROJECT_FILES.items():
        put(project / path, text)
    monkeypatch.setattr("aiwg.fs.resources.platforms_folder", lambda: str(tmp_path / "platforms"))
    monkeypatch.setattr("aiwg.fs.resources.source_folder", lambda: str(tmp_path / "bundled"))
    monkeypatch.chdir(project)
    return project / ".aiwg"


@pytest.fixture
def lint(capsys: pytest.CaptureFixture[str]) -> Lint:
    """Return a function that runs `aiwg lint` and returns what it said."""

    def run_it(*words: str, expect: int | None = None) -> Said:
        capsys.readouterr()
        code = run(("lint", *words))
        captured = capsys.readouterr()
        if expect is not None:
            assert code == expect, captured.out + captured.err
        return Said(code, captured.out, captured.err)

    return run_it
