"""Sources of the user scope that were named on the command line: remembered, and approved when they change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.apply.state import State
from aiwg.cli.app import run
from aiwg.fs.roots import user_roots
from tests.conftest import put

HOOKS = "hooks:\n  - {{id: format, event: stop, command: {command}}}\n"


def test_a_source_is_found_from_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync of the home folder reads the source that was named, wherever it is started, and no other of that name."""
    project, other = tmp_path / "project", tmp_path / "other" / "clone"
    put(tmp_path / "home" / "context" / "rules" / "plain.md", "Use plain words.\n")
    put(project / "unused", "")
    put(other.parent / "home" / "context" / "rules" / "plain.md", "Never test.\n")
    put(other / "unused", "")
    monkeypatch.chdir(project)
    assert run(["deploy", "-q", "--scope", "user", "-p", "claude", "--source", "../home/context"]) == 0
    manifest = State(user_roots(str(tmp_path / "home"), ())).read_manifest()
    assert manifest.sources == ["context"]
    put(tmp_path / "home" / "context" / "rules" / "plain.md", "Use short words.\n")
    monkeypatch.chdir(other)
    assert run(["sync", "-q", "--scope", "user"]) == 0
    rule = (tmp_path / "home" / ".claude" / "rules" / "plain.md").read_text()
    assert "Use short words." in rule


def test_a_changed_source_is_approved_from_every_folder(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`aiwg trust --scope user` lists and approves what changed in a source that was named at the deploy."""
    source = tmp_path / "context"
    put(source / "hooks.yaml", HOOKS.format(command="ruff"))
    monkeypatch.chdir(project)
    assert run(["deploy", "-q", "--scope", "user", "-p", "claude", "--source", str(source)]) == 0
    put(source / "hooks.yaml", HOOKS.format(command="black"))
    assert run(["sync", "-q", "--scope", "user"]) == 0
    settings = tmp_path / "home" / ".claude" / "settings.json"
    assert "black" not in settings.read_text()
    capsys.readouterr()
    assert run(["trust", "--scope", "user", "--json"]) == 0
    assert [item["state"] for item in json.loads(capsys.readouterr().out)["items"]] == ["changed"]
    assert run(["trust", "--scope", "user", "--yes"]) == 0
    assert run(["sync", "-q", "--scope", "user"]) == 0
    assert "black" in settings.read_text()
