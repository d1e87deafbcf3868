"""A deploy beside the files that were imported: each text once, and the next deploy changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aiwg.adapter.discover import discover
from tests.amount import TIMES
from tests.conftest import Deployer, put, stats, tree
from tests.importing.helping import approve, imported
from tests.importing.projects import messy_projects
from tests.importing.test_projects import loaded_of, signs_of

MORE = ("claude", "codex", "copilot", "gemini-cli")
"""Tools that the team adds: of Gemini CLI and Codex some would get the text of others' files."""

PROJECTS = sorted(messy_projects())
CHOSEN = (
    PROJECTS
    if TIMES > 1
    else ["empty-things", "includes-and-more", "linked-instructions", "nested", "servers-of-three", "skills"]
)


@pytest.mark.parametrize("name", CHOSEN)
def test_a_deploy_to_more_tools_is_stable(
    name: str, project: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tool loads once what it has in its own file, or the deploy says where twice; a second one writes nothing."""
    messy = messy_projects()[name]
    messy.write(project, home)
    platforms = sorted({*MORE, *(messy.platforms or signs_of(project))})
    start = tree(project)
    before = {platform: loaded_of(project, platform) for platform in platforms}
    imported(capsys, project, *platforms)
    put(project / "aiwg.yaml", "sources: [project]\n")
    deployer = Deployer(project)
    planned = deployer.deploy(*platforms, source=None, accept_freer=True)
    told = {problem.platform for problem in planned.problems if problem.code == "overheard"}
    for platform in platforms:
        after = loaded_of(project, platform)
        texts = [text for *_, text in before[platform] if not text.startswith("@")]
        twice = [text for text in texts if sum(text in each for *_, each in after.elements()) > 1]
        assert not twice or platform in told, platform
    written, stood = tree(project), stats(project)
    again = deployer.plan(*platforms, source=None, accept_freer=True)
    deployer.carry_out(again)
    assert tree(project) == written
    assert {path: each for path, each in stats(project).items() if path in written} == {
        path: each for path, each in stood.items() if path in written
    }
    deployer.remove()
    assert {path: data for path, data in tree(project).items() if path != "aiwg.yaml"} == start


def test_an_include_brings_your_own_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tool that reads AGENTS.md only through an include gets that include, and AGENTS.md stays yours alone."""
    put(project / "AGENTS.md", "Use pnpm.\n")
    imported(capsys, project, "codex")
    put(project / "aiwg.yaml", "sources: [project]\n")
    deployer = Deployer(project)
    planned = deployer.deploy("codex", "gemini-cli", source=None)
    assert (project / "AGENTS.md").read_text() == "Use pnpm.\n"
    assert "@AGENTS.md" in (project / "GEMINI.md").read_text()
    assert [each.platform for each in planned.deliveries if each.level == "native"] == ["gemini-cli"]
    assert [problem.code for problem in planned.problems if problem.code in ("overheard", "include", "imported")] == []
    put(project / "AGENTS.md", "Use yarn.\n")
    assert [each.file for each in deployer.plan("codex", "gemini-cli", source=None).problems if each.code == "imported"]


@pytest.mark.parametrize("name", [".mcp.json", ".cursor/mcp.json"])
def test_an_entry_of_ours_is_not_taken_for_yours(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that you deleted after its import is written by aiwg, and stays with the next deploy."""
    put(project / name, '{"mcpServers": {"wiki": {"command": "wiki"}}}')
    platforms = ("claude", "cursor")
    imported(capsys, project, *platforms)
    (project / name).unlink()
    deployer = Deployer(project)
    deployer.deploy(*platforms, source=project / ".aiwg")
    written = tree(project)
    assert any(path.endswith("mcp.json") for path in written)
    deployer.deploy(*platforms, source=project / ".aiwg")
    assert tree(project) == written


@pytest.mark.parametrize("platform", ["claude", "codex", "copilot", "gemini-cli"])
def test_a_hook_of_several_lines_stays_what_it_is(
    platform: str, tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lines of a shell command come into the source and into every tool's settings as they were."""
    command = "if [ -f x ]; then\n  cat <<'X'\none\nX\nfi"
    hooks = {"Stop": [{"hooks": [{"type": "command", "command": command}]}]}
    put(project / ".claude" / "settings.json", json.dumps({"hooks": hooks}))
    assert imported(capsys, project, "claude")["differences"] == []
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    Deployer(elsewhere).deploy(platform, source=project / ".aiwg")
    texts = (json.loads(data) for path, data in tree(elsewhere).items() if path.endswith(".json"))
    assert any(command in strings_of(text) for text in texts)


def strings_of(value: Any) -> list[str]:
    """Return all texts in a document."""
    if isinstance(value, dict):
        return [each for inner in value.values() for each in strings_of(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in strings_of(inner)]
    return [value] if isinstance(value, str) else []


def test_a_difference_names_files_from_the_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What differs in a subfolder is said with the paths that stand in the project, from its top."""
    for folder in ("", "src/", "src/deep/"):
        for name in ("AGENTS.md", "CLAUDE.md", "GEMINI.md"):
            put(project / folder / name, f"Say {folder}{name} here.\n")
    report = imported(capsys, project, "claude", "codex", "copilot", "gemini-cli", "qwen-code", "opencode", "pi")
    reasons = [each["reason"] for each in report["differences"] if each["change"] == "otherwise"]
    assert any(" AGENTS.md" in reason for reason in reasons)
    assert [reason for reason in reasons if ".." in reason] == []


def test_hooks_of_copilot_keep_both_shells(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`bash` is the command for all tools; what Copilot alone starts comes along for it, and a deploy writes both."""
    handlers = [{"bash": "./a.sh", "powershell": "./a.ps1"}, {"command": "./b.sh", "bash": "./c.sh"}]
    hooks = {"sessionStart": [{"type": "command", **each} for each in handlers]}
    put(project / ".github/hooks/team.json", json.dumps({"version": 1, "hooks": hooks}))
    imported(capsys, project, "copilot", "claude")
    (project / ".github/hooks/team.json").unlink()
    put(project / "aiwg.yaml", "sources: [project]\n")
    approve(project)
    Deployer(project).deploy("copilot", source=None)
    files = sorted((project / ".github/hooks").iterdir(), key=lambda file: file.stem)
    written = [json.loads(file.read_text())["hooks"]["sessionStart"][0] for file in files]
    wanted = [{"command": "./a.sh", "powershell": "./a.ps1"}, {"command": "./b.sh", "bash": "./c.sh"}]
    assert written == [{"type": "command", **each} for each in wanted]


FIRST_OF_TWO = sorted(
    adapter.id
    for adapter in discover().all()
    for place in (adapter.cells["instructions"].reads if "instructions" in adapter.cells else ())
    if place.group is not None and place.rank and place.spec.rest == "CLAUDE.md" and not place.spec.anchor
)
"""Platforms that read CLAUDE.md only where no other file is."""


@pytest.mark.parametrize("platform", FIRST_OF_TWO)
def test_no_file_of_ours_hides_yours(platform: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A platform that loads CLAUDE.md loads it after a deploy that others would get a rule in AGENTS.md from."""
    put(project / "CLAUDE.md", "# Shop\n\nUse pnpm and nothing else.\n")
    put(project / ".claude/rules/scoped.md", '---\npaths: ["src/**"]\n---\nName things well.\n')
    platforms = sorted({"claude", "codex", platform})
    before = loaded_of(project, platform)
    assert any("Use pnpm" in text for *_, text in before)
    imported(capsys, project, *platforms)
    put(project / "aiwg.yaml", "sources: [project]\n")
    Deployer(project).deploy(*platforms, source=None, accept_freer=True)
    assert sum("Use pnpm" in text for *_, text in loaded_of(project, platform)) == 1
