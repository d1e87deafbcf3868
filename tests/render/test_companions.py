"""What a platform needs beside a shared file, and what it takes apart: settings, bodies in fields, named variables."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from aiwg.deployment.intent import Sync, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from tests.conftest import Deployer, put

FOLLOWING = "{path: GEMINI.md, nested: both, text: {file: '@{path}'}}, {path: AGENTS.md, nested: both}"


@pytest.mark.parametrize("others", [(), ("codex",), ("codex", "claude"), ("copilot", "antigravity")])
def test_a_reader_of_a_shared_file_gets_an_include(others: tuple[str, ...], deployer: Deployer) -> None:
    """Gemini reads AGENTS.md through an include, which works from every folder, whoever else is served from it."""
    deployer.deploy("gemini-cli", *others)
    assert "\n@AGENTS.md\n" in (deployer.project / "GEMINI.md").read_text()
    assert "context" not in json.loads((deployer.project / ".gemini" / "settings.json").read_text())


def test_it_gets_the_setting_where_others_follow_that_include(deployer: Deployer, home: Path) -> None:
    """Where another platform would follow the include and load the text twice, a setting names the file instead."""
    head = "name: Beta\nvendor: B\ndocs: https://b.example\nevidence: {grade: docs}\n"
    put(home / ".config/aiwg/platforms/beta/platform.yaml", f"{head}instructions:\n  reads: [{FOLLOWING}]\n")
    deployer.deploy("gemini-cli", "beta")
    settings = json.loads((deployer.project / ".gemini" / "settings.json").read_text())
    assert settings["context"]["fileName"] == ["GEMINI.md", "AGENTS.md"]
    assert not (deployer.project / "GEMINI.md").exists()


@pytest.mark.parametrize("value", ['"AGENTS.md"', '["AGENTS.md"]', '["AGENTS.md", "GEMINI.md"]'])
def test_a_setting_of_the_users_does_without_an_include(value: str, deployer: Deployer) -> None:
    """Where your settings name AGENTS.md an include would bring it twice, so there is none."""
    settings = deployer.project / ".gemini/settings.json"
    put(settings, f'{{"context": {{"fileName": {value}}}}}\n')
    before = settings.read_text()
    deployer.deploy("gemini-cli")
    assert not (deployer.project / "GEMINI.md").exists()
    assert not plan_deployment(Sync(Targets(deployer.project))).plan.changes
    deployer.remove()
    assert settings.read_text() == before


def test_a_setting_of_ours_gives_way_to_the_include(deployer: Deployer) -> None:
    """The setting that an earlier deploy wrote is taken back when the include comes."""
    put(deployer.project / "GEMINI.md", "Mine.\n@AGENTS.md\n")
    deployer.deploy("gemini-cli")
    settings = deployer.project / ".gemini/settings.json"
    assert "context" not in json.loads(settings.read_text())
    (deployer.project / "GEMINI.md").unlink()
    carry_out(plan_deployment(Sync(Targets(deployer.project))))
    assert "\n@AGENTS.md\n" in (deployer.project / "GEMINI.md").read_text()


def test_nobody_else_gets_that_setting(deployer: Deployer) -> None:
    """A platform that reads the shared file as it is brings no settings of another along."""
    deployer.deploy("codex")
    assert not (deployer.project / ".gemini").exists()


def test_a_body_in_a_field_is_in_the_platform_syntax(deployer: Deployer) -> None:
    """A command whose text is a key of a TOML file has its placeholders translated, and its code left alone."""
    deployer.deploy("gemini-cli")
    commands = deployer.project / ".gemini" / "commands"
    greet = tomllib.loads((commands / "greet.toml").read_text())["prompt"]
    assert "All of it: {{args}}." in greet
    assert 'echo "$1" "$ARGUMENTS"' in greet
    assert "Log: !{git log -3 --oneline}" in tomllib.loads((commands / "team" / "standup.toml").read_text())["prompt"]


def test_a_variable_that_cannot_be_named_is_a_loss(deployer: Deployer) -> None:
    """Where only one header can take a variable, and a command none, the others are said to be lost."""
    arrivals = {arrival.artifact: arrival for arrival in deployer.plan("mistral-vibe").deliveries}
    assert [loss.field for loss in arrivals["mcp_server/wiki"].losses] == ["headers"]
    assert "X-Key" in arrivals["mcp_server/wiki"].losses[0].reason
    assert "TRACKER_TOKEN" in arrivals["mcp_server/tracker"].losses[0].reason


def test_the_tools_of_a_server_keep_their_names(deployer: Deployer, tmp_path: Path) -> None:
    """What a server's tools are called is its own affair: no table of a platform's tools applies."""
    source = tmp_path / "source"
    source.mkdir()
    server = "{command: run, tools: [search, read], deny_tools: [drop_table]}"
    (source / "mcp.yaml").write_text(f"servers:\n  db: {server}\n")
    deployer.deploy("gemini-cli", source=source)
    written = json.loads((deployer.project / ".gemini" / "settings.json").read_text())["mcpServers"]["db"]
    assert written == {"command": "run", "includeTools": ["search", "read"], "excludeTools": ["drop_table"]}


def test_a_single_value_of_the_users_is_no_obstacle(deployer: Deployer) -> None:
    """Who names one file as a text keeps it: the rest is deployed, and the include needs no setting."""
    settings = deployer.project / ".gemini/settings.json"
    settings.parent.mkdir()
    settings.write_text('{"context": {"fileName": "GEMINI.md"}}\n')
    deployment = deployer.deploy("gemini-cli")
    assert json.loads(settings.read_text())["context"] == {"fileName": "GEMINI.md"}
    assert (deployer.project / "AGENTS.md").exists()
    assert not [problem.message for problem in deployment.problems if problem.code == "setting"]
    assert "@AGENTS.md" in (deployer.project / "GEMINI.md").read_text()
    deployer.remove()
    assert settings.read_text() == '{"context": {"fileName": "GEMINI.md"}}\n'
