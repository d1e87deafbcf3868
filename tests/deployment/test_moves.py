"""When placement changes, the old copy goes and the new one comes in one apply; moves are told, edits are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.deployment.relocations import Relocation
from tests.conftest import Deployer, put, tree

RULE = ".claude/rules/plain.md"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source with an always-on rule."""
    put(tmp_path / "words/rules/plain.md", "---\ndescription: d\nactivation: always\n---\nSay it plainly.\n")
    return tmp_path / "words"


def holding(project: Path) -> list[str]:
    """Return the files that hold the rule's text."""
    return [path for path, data in tree(project).items() if b"plainly" in data]


def test_a_platform_that_joins_moves_a_rule(deployer: Deployer, source: Path) -> None:
    """A rule leaves the folders of two platforms for AGENTS.md when one joins that has no rules: all in one apply."""
    deployer.deploy("claude", "cursor", source=source)
    assert holding(deployer.project) == [RULE, ".cursor/rules/plain.mdc"]
    deployment = deployer.deploy("codex", source=source)
    assert holding(deployer.project) == ["AGENTS.md"]
    old = (RULE, ".cursor/rules/plain.mdc")
    assert deployment.relocations == (Relocation(("rule/plain",), old, ("AGENTS.md",), ("claude", "cursor")),)
    assert deployer.plan(source=source).relocations == ()


def test_a_platform_that_leaves_moves_nothing_in_vain(deployer: Deployer, source: Path) -> None:
    """When the platform that asked for it leaves, the rule may go back to native places; nobody misses it."""
    deployer.deploy("claude", "cursor", "codex", source=source)
    deployment = deployer.remove("codex")
    assert holding(deployer.project)
    for each in deployment.deliveries:
        assert each.paths
    assert {move.platforms for move in deployment.relocations} <= {("claude", "cursor")}


def test_an_edited_copy_stays_and_is_told(deployer: Deployer, source: Path) -> None:
    """An old copy that the user edited is left to them, with the word that both are read until they delete it."""
    deployer.deploy("claude", "cursor", source=source)
    with (deployer.project / RULE).open("a") as rule:
        rule.write("And mine.\n")
    deployment = deployer.deploy("codex", source=source)
    assert holding(deployer.project) == [RULE, "AGENTS.md"]
    [orphan] = deployment.plan.of("orphan")
    assert "to AGENTS.md" in orphan.reason
    assert "both are loaded" in orphan.hint


def test_moves_are_announced_and_explained(
    deployer: Deployer, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary has one line for what moves alike; explain tells it before, and where it went after."""
    put(source / "rules/kind.md", "---\ndescription: d\nactivation: always\n---\nBe kind.\n")
    at = ["--project", str(deployer.project)]
    deployer.deploy("claude", "cursor", source=source)
    assert run(["deploy", "-p", "codex", "--source", str(source), "--dry-run", *at]) == 0
    said = capsys.readouterr().out
    assert said.count("moved") == 1
    assert "2 artifacts: .claude/rules/, .cursor/rules/ -> AGENTS.md   claude, cursor" in said
    deployer.deploy("codex", source=source)
    assert run(["explain", RULE, *at]) == 0
    assert "rule/plain for Claude Code is in AGENTS.md instead" in capsys.readouterr().out
