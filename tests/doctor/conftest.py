"""A healthy project, deployed once and copied for every test."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run
from aiwg.trust.store import read_consents, write_consents

PLATFORMS = ("claude", "codex", "cursor", "opencode", "gemini-cli")
SOURCE = {
    "instructions.md": "# Project\n\nKeep it short.\n",
    "agents/reviewer.md": '---\nname: reviewer\ndescription: "Reviews a change when asked."\n---\nRead, then say.\n',
    "agents/raw.md": '---\nname: raw\ndescription: "Passes raw fields when asked."\n---\nRead.\n',
    "skills/pdf/SKILL.md": '---\nname: pdf\ndescription: "Fills forms when asked."\n---\nRun `scripts/fill.sh`.\n',
    "skills/pdf/scripts/fill.sh": "#!/bin/sh\necho filled\n",
    "commands/greet.md": '---\ndescription: "Greets when asked."\n---\nGreet $ARGUMENTS.\n',
    "rules/style.md": '---\ndescription: "Style of Python."\npaths: ["**/*.py"]\n---\nUse spaces.\n',
    "mcp.yaml": "servers:\n  wiki: {command: wiki-server, args: [--stdio]}\n",
}


@dataclass
class Place:
    """A project in which something can be broken, its source and its home."""

    project: Path
    source: Path
    home: Path
    monkeypatch: pytest.MonkeyPatch

    def path(self, name: str) -> Path:
        """Return a path: of the home folder with `~/`, of the source with `source/`, else of the project."""
        if name.startswith("~/"):
            return self.home / name[2:]
        return self.source / name[7:] if name.startswith("source/") else self.project / name

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Write a file anew, from what it holds."""
        self.write(name, change(self.path(name).read_bytes()))

    def json(self, name: str) -> Any:
        """Return what a JSON file holds."""
        return json.loads(self.path(name).read_text())


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return the folder of a project and its source, deployed, and what was consented to."""
    base = tmp_path_factory.mktemp("healthy")
    for name, text in SOURCE.items():
        (base / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (base / "source" / name).write_text(text)
    (base / "source/skills/pdf/scripts/fill.sh").chmod(0o755)
    (base / "project").mkdir()
    (base / "home").mkdir()
    before = os.environ.get("HOME")
    os.environ["HOME"] = str(base / "home")
    try:
        arguments = ["--source", str(base / "source"), "--project", str(base / "project"), "-q"]
        assert run(["deploy", "-p", ",".join(PLATFORMS), *arguments]) == 0
        consents = read_consents(base / "project")
    finally:
        if before is not None:
            os.environ["HOME"] = before
    return base, consents


@pytest.fixture
def place(healthy: tuple[Path, dict[str, str]], tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Return a copy of the healthy project for one test."""
    base, consents = healthy
    shutil.copytree(base / "project", tmp_path / "project", symlinks=True)
    shutil.copytree(base / "source", tmp_path / "source")
    write_consents(tmp_path / "project", consents)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return Place(tmp_path / "project", tmp_path / "source", home, monkeypatch)


@dataclass
class Said:
    """What doctor said: the exit code, and the findings as programs get them."""

    exit: int
    content: dict[str, Any]

    @property
    def bad(self) -> list[tuple[str, str | None]]:
        """Return code and file of every error and warning."""
        return [(each["code"], each["file"]) for each in self.findings("error", "warning")]

    def findings(self, *levels: str) -> list[dict[str, Any]]:
        """Return the findings of some levels."""
        return [each for each in self.content["findings"] if each["level"] in levels]


Doctor = Callable[..., Said]


@pytest.fixture
def doctor(place: Place, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Return a function that runs doctor in the project and returns what it said."""

    def ask(*arguments: str) -> Said:
        capsys.readouterr()
        code = run(["doctor", "--project", str(place.project), "--json", *arguments])
        return Said(code, json.loads(capsys.readouterr().out))

    return ask
