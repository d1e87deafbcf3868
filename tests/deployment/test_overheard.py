"""An artifact for some platforms is loaded by no other, or the plan says by whom."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Deployer, put


def test_who_overhears_is_told(deployer: Deployer, tmp_path: Path) -> None:
    """A rule for Claude Code alone lies where Copilot reads too, and that is a warning; one for Cursor is not heard."""
    for platform in ("claude", "cursor"):
        front = f"description: d\nactivation: always\nplatforms: [{platform}]"
        put(tmp_path / f"words/rules/for-{platform}.md", f"---\n{front}\n---\nOnly here.\n")
    deployment = deployer.deploy("claude", "copilot", "cursor", source=tmp_path / "words")
    said = [problem for problem in deployment.problems if problem.code == "overheard"]
    assert [(problem.level, problem.platform) for problem in said] == [("warning", "copilot")]
    assert "because it reads .claude/rules/{id}.md: rule/for-claude" in said[0].message
    assert {each.platform for each in deployment.deliveries} == {"claude", "cursor"}


def test_a_place_that_nobody_overhears_is_preferred(deployer: Deployer, tmp_path: Path) -> None:
    """A skill for Codex alone goes where Copilot, which reads the open place as well, does not look."""
    put(tmp_path / "words/skills/deep/SKILL.md", "---\nname: deep\ndescription: d\nplatforms: [codex]\n---\nDeep.\n")
    deployment = deployer.deploy("codex", "copilot", source=tmp_path / "words")
    assert [each.paths for each in deployment.deliveries] == [(".codex/skills/deep/",)]
    assert deployment.problems == ()
