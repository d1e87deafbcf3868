"""What doctor finds about policies outside the project, and about the originals of files that were taken over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from aiwg.cli.app import run
from tests.conftest import put

Captured = pytest.CaptureFixture[str]
VALID = "version: 1\nruns:\n  deny:\n    - artifacts: [hook/*]\n"


def codes(project: Path, capsys: Captured) -> set[str]:
    """Return the codes of doctor's findings in a project."""
    capsys.readouterr()
    run(["doctor", "--project", str(project), "--json"])
    return {each["code"] for each in json.loads(capsys.readouterr().out)["findings"]}


@pytest.fixture
def deployed(project: Path, capsys: Captured) -> Path:
    """Return a project to which a rule is deployed."""
    put(project / "aiwg.yaml", "platforms: [claude]\nsources: [project]\n")
    put(project / ".aiwg/rules/style.md", "Use tabs.\n")
    assert run(["deploy", "--project", str(project), "-q"]) == 0
    return project


def test_a_policy_that_holds_is_named(deployed: Path, tmp_path: Path, capsys: Captured) -> None:
    """A policy of the machine is a note, and goes with the policy."""
    file = tmp_path / "etc/aiwg/policy.yaml"
    put(file, VALID)
    assert "policy-holds" in codes(deployed, capsys)
    file.unlink()
    assert "policy-holds" not in codes(deployed, capsys)


def test_a_policy_that_cannot_be_read_is_an_error(deployed: Path, tmp_path: Path, capsys: Captured) -> None:
    """A policy with an unknown key is named as broken."""
    put(tmp_path / "etc/aiwg/policy.yaml", "version: 1\nrunz: {}\n")
    assert "policy-broken" in codes(deployed, capsys)


def test_approvals_inside_the_project_are_named(
    deployed: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Approvals of a policy that lies in the project do not count, and doctor says so."""
    put(deployed / "policy.yaml", VALID.replace("deny", "approve") + "      from: [https://git.example.com/a/b]\n")
    monkeypatch.setenv("AIWG_POLICY", str(deployed / "policy.yaml"))
    assert "policy-ignored" in codes(deployed, capsys)


def test_a_missing_original_is_named(project: Path, capsys: Captured) -> None:
    """Doctor names a file that was taken over and whose original is no longer kept."""
    put(project / "CLAUDE.md", "# Shop\n\nUse pnpm.\n")
    at = ["--project", str(project)]
    assert run(["import", "--take-over", "-p", "claude", *at]) == 0
    assert "original-missing" not in codes(project, capsys)
    shutil.rmtree(project / ".aiwg/originals")
    assert "original-missing" in codes(project, capsys)
