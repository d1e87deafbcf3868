"""Small truths that were once wrong."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from aiwg.cli.app import run
from tests.conftest import Deployer, Writer, tree


def test_nested_instructions_keep_their_folders_name(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """Instructions for a folder go to that very folder, however it is spelled."""
    write("source/instructions/src/My_App.md", "Here.\n")
    deployer.deploy("codex", source=tmp_path / "source")
    assert "src/My_App/AGENTS.md" in tree(deployer.project)


def test_permissions_for_a_servers_tool(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """Claude's spelling of a server's tool is understood as a permission."""
    write("source/permissions.yaml", "deny: [mcp__tracker__drop]\n")
    deployer.deploy("claude", "cursor", source=tmp_path / "source")
    files = tree(deployer.project)
    assert json.loads(files[".claude/settings.json"])["permissions"]["deny"] == ["mcp__tracker__drop"]
    assert json.loads(files[".cursor/cli.json"])["permissions"]["deny"] == ["Mcp(tracker:drop)"]


def test_mentions_of_grouped_skills(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """A mention of a file in a grouped skill leads to where that file is deployed."""
    write("source/skills/team/pdf/SKILL.md", "---\nname: pdf\ndescription: d\n---\nb\n")
    write("source/skills/team/pdf/references/a.md", "a\n")
    write("source/rules/r.md", "See @$AIWG_ROOT/skills/team/pdf/references/a.md now.\n")
    deployer.deploy("codex", source=tmp_path / "source")
    files = tree(deployer.project)
    assert "`.agents/skills/pdf/references/a.md`" in files["AGENTS.md"].decode()
    assert ".agents/skills/pdf/references/a.md" in files


def test_an_unknown_platform_in_a_filter_is_said(
    project: Path, write: Writer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt platform in an artifact's filter is a warning with the line and the right name."""
    write("source/rules/r.md", "---\nplatforms: [cluade]\n---\nb\n")
    write("source/rules/s.md", "b\n")
    assert run(["deploy", "-p", "claude", "--project", str(project), "--source", str(tmp_path / "source")]) == 0
    said = capsys.readouterr().err
    assert "r.md:2" in said
    assert "did you mean claude?" in said


def test_no_empty_tables(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """A server without plain headers or variables gets no empty tables."""
    write(
        "source/mcp.yaml",
        'servers:\n  a: {url: "https://a.example", headers: {Authorization: "Bearer ${T}"}}\n'
        '  b: {command: x, env: {K: "${K}"}}\n',
    )
    deployer.deploy("codex", source=tmp_path / "source")
    servers = tomllib.loads(tree(deployer.project)[".codex/config.toml"].decode())["mcp_servers"]
    assert servers == {
        "a": {"url": "https://a.example", "bearer_token_env_var": "T"},
        "b": {"command": "x", "env_vars": ["K"]},
    }


def test_what_a_variable_loses_is_said(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """A variable's default that a platform cannot write is a loss."""
    write("source/mcp.yaml", 'servers: {a: {command: x, env: {K: "${A:-x}"}}}\n')
    deployment = deployer.plan("cursor", source=tmp_path / "source")
    assert [loss.field for arrival in deployment.deliveries for loss in arrival.losses] == ["default"]


def test_nested_agents_have_flat_names(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """An agent in a subfolder keeps its folder as a file and has a name without a slash."""
    write("source/agents/team/lead.md", "---\ndescription: d\n---\nb\n")
    deployer.deploy("claude", source=tmp_path / "source")
    assert b"name: team-lead" in tree(deployer.project)[".claude/agents/team/lead.md"]
