"""A project with git and an author, our template, and a way to run the command line in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aiwg.adr.forms.template import KnownValues, filled
from aiwg.cli.app import run
from aiwg.commands.adr.person import AGENT_VARIABLES

ROOT = Path(__file__).parent.parent.parent
TEMPLATE = ROOT / "skills" / "adr" / "assets" / "adr-template.md"
DAY = "2026-11-25"
NYGARD = "# {n}. {t}\n\nDate: 2020-01-0{n}\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"


@dataclass(frozen=True)
class Said:
    """What one run of the command line said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return standard output as JSON; there must be nothing else on it."""
        return json.loads(self.out)


Runner = Callable[..., Said]


@pytest.fixture(autouse=True)
def world(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the project's folder, on one day, as one author."""
    monkeypatch.chdir(project)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("aiwg.commands.adr.new.today", lambda: DAY)
    monkeypatch.setattr("aiwg.commands.adr.change.today", lambda: DAY)
    for name in AGENT_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("aiwg.commands.adr.new._author", lambda project: "Mira Olsen")


@pytest.fixture
def adr(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Return a function that runs `aiwg adr` and returns what it said."""

    def run_it(*words: str, expect: int = 0) -> Said:
        capsys.readouterr()
        code = run(("adr", *words))
        captured = capsys.readouterr()
        assert code == expect, captured.out + captured.err
        return Said(code, captured.out, captured.err)

    return run_it


def put(file: Path, text: str) -> Path:
    """Write a text as it is, and the folders that it needs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return file


def fresh(number: int = 7, title: str = "Queue webhooks in PostgreSQL") -> str:
    """Return a fresh record from our template."""
    return filled(TEMPLATE.read_text(encoding="utf-8"), KnownValues(number, title, "2026-02-03", "Mira Olsen"))


@pytest.fixture
def folder(project: Path) -> Path:
    """Return a folder with a record of ours at L5 and two of Nygard's."""
    from tests.adr.steps import filled_to

    put(project / "docs/adr/0001-use-a.md", NYGARD.format(n=1, t="Use A"))
    put(project / "docs/adr/0002-use-b.md", NYGARD.format(n=2, t="Use B"))
    put(project / "docs/adr/0007-queue-webhooks.md", filled_to(5))
    put(project / "skills/adr/references/levels.md", "")
    return project / "docs/adr"
