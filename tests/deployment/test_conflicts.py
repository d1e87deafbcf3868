"""Partial progress: a conflict stops what touches it, and everything else is deployed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.deployment.intent import Restore, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.manifest import FILE
from tests.conftest import put, tree

from .refused import FOLDERS, NEIGHBOURS, TEXTS, VICTIM, named, path_of, put_all
from .refused import put as put_artifact

PLATFORMS = "claude,cursor,codex,copilot,opencode"
KINDS = ("agent", "command", "skill", "behavior")
"""Kinds of which each artifact has files of its own."""


def deploy(project: Path, source: Path, *more: str) -> int:
    """Deploy a source as a user would who knows of its losses; return the exit code."""
    words = ["deploy", "-q", "-p", PLATFORMS, "--source", str(source), "--project", str(project), "--accept-freer"]
    return run([*words, *more])


def improve(source: Path) -> None:
    """Change every text of a source."""
    for kind in TEXTS:
        for name in (VICTIM,) if kind == "instructions" else (*NEIGHBOURS, VICTIM):
            put_artifact(source, kind, name, "Do it better.")


def edited(project: Path, name: str) -> list[str]:
    """Edit every file that is an artifact's alone; return the paths."""
    records = plan_deployment(Restore(Targets(project), frozenset())).old.records
    paths = [path for path, record in records.items() if record.own == FILE and record.artifacts == (name,)]
    for path in paths:
        (project / path).write_bytes((project / path).read_bytes() + b"mine\n")
    return paths


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_artifact_stops_itself_alone(kind: str, project: Path, tmp_path: Path) -> None:
    """Of an artifact whose outputs were edited nothing changes, the others follow their sources, --force ends it."""
    source = tmp_path / "source"
    put_all(source)
    assert deploy(project, source) == 0
    name = f"{kind}/{named(kind, VICTIM)}"
    paths = edited(project, name)
    improve(source)
    before = tree(project)
    assert deploy(project, source) == 4
    after = tree(project)
    assert paths
    for path, data in before.items():
        if path in paths:
            assert after[path] == data, path
        elif b"Do it well" in data and f"is {kind} {VICTIM}".encode() not in data:
            assert b"Do it better" in after[path], path
    assert deploy(project, source) == 4
    assert tree(project) == after
    assert deploy(project, source, "--force") == 0
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    assert deploy(fresh, source) == 0
    assert tree(project) == tree(fresh)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_the_users_stops_what_would_be_there(kind: str, project: Path, tmp_path: Path) -> None:
    """A file of the user's where one artifact should go keeps that artifact out, and no other."""
    source, fresh = tmp_path / "source", tmp_path / "fresh"
    put_all(source)
    fresh.mkdir()
    assert deploy(fresh, source) == 0
    words = f"is {kind} {VICTIM}".encode()
    taken = next(path for path, data in tree(fresh).items() if words in data and b"early" not in data)
    put(project / taken, "mine\n")
    assert deploy(project, source) == 4
    there = tree(project)
    assert there[taken] == b"mine\n"
    for path, data in tree(fresh).items():
        if words not in data and f"/{VICTIM}" not in path:
            assert path in there, path
            assert words not in there[path]
    assert run(["remove", "-q", "--project", str(project)]) == 0
    assert tree(project) == {taken: b"mine\n"}


def test_a_key_of_the_users_stops_its_artifact_alone(project: Path, tmp_path: Path) -> None:
    """A server of the user's by the name of one of the source's stays; the others join it in the same file."""
    source = tmp_path / "source"
    put_all(source)
    put(project / ".mcp.json", '{"mcpServers": {"middle": {"command": "mine"}}}\n')
    assert deploy(project, source) == 4
    servers = json.loads((project / ".mcp.json").read_text())["mcpServers"]
    assert servers["middle"] == {"command": "mine"}
    assert set(servers) == {"early", "middle", "zulu"}
    cursor = json.loads((project / ".cursor/mcp.json").read_text())["mcpServers"]
    assert set(cursor) == {"early", "zulu"}
    assert run(["remove", "-q", "--project", str(project)]) == 0
    assert json.loads((project / ".mcp.json").read_text()) == {"mcpServers": {"middle": {"command": "mine"}}}


@pytest.mark.parametrize("broken", ['{"mcpServers": [}', "[]", "\x00"])
def test_a_file_that_cannot_be_edited_stops_what_goes_there(broken: str, project: Path, tmp_path: Path) -> None:
    """A settings file that is not valid keeps its artifacts out; texts are deployed, and the file stays."""
    source = tmp_path / "source"
    put_all(source)
    put(project / ".mcp.json", broken)
    assert deploy(project, source) == 4
    assert (project / ".mcp.json").read_text() == broken
    assert any(b"It is agent early" in data for data in tree(project).values())
    put(project / ".mcp.json", "{}\n")
    assert deploy(project, source) == 0
    assert set(json.loads((project / ".mcp.json").read_text())["mcpServers"]) == {"early", "middle", "zulu"}


def test_nothing_that_grants_comes_without_the_limit_beside_it(project: Path, tmp_path: Path) -> None:
    """While a deny is in conflict, a server and a granted permission of the same source wait; texts do not."""
    source = tmp_path / "source"
    put_all(source)
    put(source / "permissions.yaml", "allow: ['bash(git *)']\ndeny: ['bash(rm *)']\n")
    put(project / ".claude/settings.json", "[")
    words = ["deploy", "-q", "-p", "claude", "--source", str(source), "--project", str(project)]
    assert run(words) == 4
    assert not (project / ".mcp.json").exists()
    assert any(b"It is agent early" in data for data in tree(project).values())
    (project / ".claude/settings.json").unlink()
    assert run(words) == 0
    assert "Bash(rm *)" in (project / ".claude/settings.json").read_text()
    assert (project / ".mcp.json").exists()


def test_the_code_says_the_worst(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A refused artifact beside a conflict ends with 3, something unsafe with 7, and both are listed once."""
    source = tmp_path / "source"
    put_all(source)
    put(project / ".claude/agents/middle.md", "mine\n")
    put(source / "rules/early.md", "---\ndescription: [\n---\nx\n")
    assert deploy(project, source) == 3
    said = capsys.readouterr().err
    assert said.count("rules/early.md:2") == 1
    assert said.count(".claude/agents/middle.md") == 1
    assert said.count("To replace it") == 1
    (source / "rules/early.md").unlink()
    (project / ".claude/agents/middle.md").unlink()
    (project / ".claude/agents/middle.md").symlink_to("/etc/passwd")
    assert deploy(project, source) == 7
    assert any(b"It is rule zulu" in data for data in tree(project).values())


def test_strictly_nothing_is_written_beside_a_conflict(project: Path, tmp_path: Path) -> None:
    """With --strict one conflict keeps all from being written."""
    source = tmp_path / "source"
    put_all(source)
    put(project / ".claude/agents/middle.md", "mine\n")
    assert deploy(project, source, "--strict") == 4
    assert tree(project, skip=()) == {".claude/agents/middle.md": b"mine\n"}


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_source_that_goes_takes_what_is_not_in_conflict_along(kind: str, project: Path, tmp_path: Path) -> None:
    """Deleting a source deletes its outputs also while another artifact is in conflict."""
    source = tmp_path / "source"
    put_all(source)
    assert deploy(project, source) == 0
    edited(project, "agent/early")
    improve(source)
    shutil.rmtree((source / path_of(kind, "zulu")).parent)
    assert deploy(project, source) == 4
    assert not any(f"It is {kind} zulu".encode() in data for data in tree(project).values())
