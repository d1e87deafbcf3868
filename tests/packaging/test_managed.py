"""Settings for administrators: staged in a folder, for the machine's folders, and written nowhere else."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from aiwg.adapter.package_target import managed_targets, package_targets
from aiwg.cli.app import run
from tests.conftest import put

SYSTEMS = ("linux", "macos", "windows")


@pytest.fixture
def company(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with one artifact of each kind that a machine can have, all approved."""
    put(project / ".aiwg/instructions.md", "Always be kind.\n")
    put(project / ".aiwg/skills/greet/SKILL.md", "---\nname: greet\ndescription: Greets\n---\nHello.\n")
    put(project / ".aiwg/permissions.yaml", 'deny: ["bash(rm -rf *)"]\nask: ["bash(git push *)"]\n')
    put(project / ".aiwg/hooks.yaml", "hooks: [{id: told, event: session_start, command: 'true'}]\n")
    put(project / ".aiwg/mcp.yaml", "servers: {docs: {command: docs-server}}\n")
    plugins = "marketplaces: {team: {github: acme/team}}\nplugins: {formatter@team: true}\n"
    put(project / ".aiwg/plugins.yaml", plugins)
    monkeypatch.chdir(project)
    assert run(["trust", "--yes"]) == 0
    return project


def files(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder but for the record of aiwg."""
    found = {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    return {path: data for path, data in found.items() if not path.startswith(".aiwg.packages/")}


def stage() -> None:
    """Stage the settings of Linux machines."""
    assert run(["package", "--managed", "staged", "--system", "linux", "--allow-weaker-permissions"]) == 0


def test_each_client_gets_its_own_files(company: Path) -> None:
    """Each staged file has the content that the vendor documents, and a second run writes nothing."""
    stage()
    found = files(company / "staged")
    claude = json.loads(found["claude-code/managed-settings.json"])
    assert claude["permissions"] == {"deny": ["Bash(rm -rf *)"], "ask": ["Bash(git push *)"]}
    assert claude["enabledPlugins"] == {"formatter@team": True}
    assert claude["extraKnownMarketplaces"] == {"team": {"source": {"source": "github", "repo": "acme/team"}}}
    assert [*claude["hooks"]] == ["SessionStart"]
    assert b"\nAlways be kind.\n" in found["claude-code/CLAUDE.md"]
    rules = tomllib.loads(found["codex/requirements.toml"].decode())["rules"]["prefix_rules"]
    words = [([word["token"] for word in rule["pattern"]], rule["decision"]) for rule in rules]
    assert sorted(words) == [(["git", "push"], "prompt"), (["rm", "-rf"], "forbidden")]
    assert "docs" in tomllib.loads(found["codex/config.toml"].decode())["mcp_servers"]
    assert "docs" in json.loads(found["gemini-cli/settings.json"])["mcpServers"]
    assert json.loads(found["github-copilot/managed-settings.json"])["enabledPlugins"] == {"formatter@team": True}
    before = {path: (company / "staged" / path).stat().st_mtime_ns for path in found}
    stage()
    assert {path: (company / "staged" / path).stat().st_mtime_ns for path in found} == before


def test_a_loss_of_a_restriction_stops_the_command(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a word on weaker permissions nothing is staged where a client cannot deny a command."""
    assert run(["package", "gemini-managed", "--managed", "staged", "--system", "linux"]) == 7
    assert "deny bash(rm -rf *)" in capsys.readouterr().err
    assert not (company / "staged").exists() or files(company / "staged") == {}


def test_nothing_runs_that_nobody_approved(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook, a server or a plugin that waits for approval is in no staged file."""
    put(project / ".aiwg/instructions.md", "Always be kind.\n")
    put(project / ".aiwg/hooks.yaml", "hooks: [{id: told, event: session_start, command: run-me}]\n")
    put(project / ".aiwg/mcp.yaml", "servers: {docs: {command: run-me}}\n")
    put(project / ".aiwg/plugins.yaml", "plugins: {run-me@team: true}\n")
    monkeypatch.chdir(project)
    stage()
    found = files(project / "staged")
    assert found
    assert not [path for path, data in found.items() if b"run-me" in data]


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_folder_of_a_machine_is_the_one_of_the_adapter(system: str) -> None:
    """The folder that the output names is the folder that the platform's adapter reads as `{managed}`."""
    from aiwg.adapter.discover import load_adapter
    from tests.conftest import PLATFORMS

    targets = managed_targets(system)
    assert "claude-managed" in targets
    for target in targets.values():
        id = next(each for each in sorted(target.extends) if (PLATFORMS / each / "platform.yaml").exists())
        dirs = load_adapter(PLATFORMS / id, "bundled").data["dirs"]
        if "managed" in dirs:
            assert target.managed == dirs["managed"].get(system)


@pytest.mark.parametrize(
    "arguments",
    [
        ["package", "claude-managed"],
        ["package", "claude-plugin", "--managed", "staged"],
        ["package", "--managed", "staged", "-o", "out"],
        ["package", "--managed", "staged", "--only", "x"],
        ["package", "--system", "linux"],
    ],
)
def test_settings_and_packages_do_not_mix(arguments: list[str], company: Path) -> None:
    """A target of the other sort, or an option that does not fit, is a usage error, and nothing is written."""
    assert run(arguments) == 2
    assert not (company / "staged").exists()
    assert not (company / "out").exists()
    assert not managed_targets("linux").keys() & package_targets().keys()


@pytest.mark.parametrize("folder", ["/etc", "/etc/../etc", "link"])
def test_the_folder_of_the_machine_is_never_written(
    folder: str, company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Settings are not staged where the machine has its own, under any name of that folder."""
    (company / "link").symlink_to("/etc")
    before = sorted(Path("/etc").iterdir())
    assert run(["package", "--managed", folder, "--system", "linux", "--allow-weaker-permissions"]) == 2
    assert "folder of this machine" in capsys.readouterr().err
    assert sorted(Path("/etc").iterdir()) == before
