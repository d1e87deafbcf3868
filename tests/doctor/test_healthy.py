"""Doctor on a project that is well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.cli.app import run

from .conftest import Doctor


def test_a_healthy_project_is_clean(doctor: Doctor) -> None:
    """Nothing is wrong with what was just deployed: no error, no warning, exit 0 even when strict."""
    said = doctor("--strict")
    assert said.bad == []
    assert said.exit == 0


def test_the_bundled_source_is_clean(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What comes with aiwg, deployed to the platforms that are described in full, has no error and no warning."""
    platforms = "claude,codex,copilot,cursor,warp,openclaw,factory,opencode,windsurf,hermes,antigravity,openhands"
    assert run(["deploy", "-p", platforms, "--project", str(project), "-q"]) == 0
    capsys.readouterr()
    assert run(["doctor", "--project", str(project), "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [each for each in findings if each["level"] in ("error", "warning")] == []


def test_an_import_needs_no_manifest(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After an import, and before the first deploy, no file of aiwg is missing."""
    (project / "CLAUDE.md").write_text("# Project\n\nKeep it short.\n")
    assert run(["import", "--project", str(project)]) == 0
    capsys.readouterr()
    assert run(["doctor", "--project", str(project), "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [each["code"] for each in findings if each["level"] in ("error", "warning")] == []
