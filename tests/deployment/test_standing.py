"""The user's own instruction files count: our text is loaded once, and their text goes nowhere it was not."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.deployment.caches import Caches
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.stages import Planned
from tests.conftest import Deployer, put, tree

OURS = "Say please."
BRIDGE = ".claude/CLAUDE.md"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source with instructions only."""
    put(tmp_path / "words/instructions.md", f"{OURS}\n")
    return tmp_path / "words"


def holding(project: Path) -> list[str]:
    """Return the files that hold our text."""
    return sorted(path for path, data in tree(project).items() if OURS.encode() in data)


def notes(deployment: Planned) -> dict[str, str]:
    """Return what is not as wished, by platform."""
    return {each.platform: "; ".join(each.notes) for each in deployment.deliveries if each.notes}


def test_a_claude_md_of_the_users_needs_the_bridge(deployer: Deployer, source: Path) -> None:
    """Beside a CLAUDE.md Claude Code does not fall back to AGENTS.md: the bridge includes it, as it is all ours."""
    put(deployer.project / "CLAUDE.md", "mine\n")
    deployer.deploy("claude", "codex", source=source)
    assert holding(deployer.project) == ["AGENTS.md"]
    assert b"@../AGENTS.md" in tree(deployer.project)[BRIDGE]


@pytest.mark.parametrize("text", ["@AGENTS.md\n", "Read @./AGENTS.md first\n", "@docs/all.md\n"])
def test_an_include_of_the_users_makes_the_bridge_needless(deployer: Deployer, source: Path, text: str) -> None:
    """When the user's CLAUDE.md leads to AGENTS.md, no bridge is written, and Copilot's second load is told."""
    put(deployer.project / "docs/all.md", "@../AGENTS.md\n")
    put(deployer.project / "CLAUDE.md", text)
    deployment = deployer.deploy("claude", "codex", "copilot", source=source)
    assert BRIDGE not in tree(deployer.project)
    told = notes(deployment)
    assert list(told) == ["copilot"]
    assert "your CLAUDE.md includes AGENTS.md" in told["copilot"]
    assert "remove that include" in told["copilot"]


def test_what_the_report_says_solves_it(deployer: Deployer, source: Path) -> None:
    """Taking the include out of CLAUDE.md, as the report says, ends in a bridge and in no second load."""
    put(deployer.project / "CLAUDE.md", "@AGENTS.md\n")
    assert notes(deployer.deploy("claude", "copilot", source=source))
    put(deployer.project / "CLAUDE.md", "mine\n")
    assert notes(deployer.deploy("claude", "copilot", source=source)) == {}
    assert b"@../AGENTS.md" in tree(deployer.project)[BRIDGE]


def test_an_include_in_code_is_none(deployer: Deployer, source: Path) -> None:
    """What looks like an include and stands in code includes nothing."""
    put(deployer.project / "CLAUDE.md", "Write `@AGENTS.md`, or\n```\n@AGENTS.md\n```\n")
    deployer.deploy("claude", "codex", source=source)
    assert BRIDGE in tree(deployer.project)


def test_a_link_serves_as_a_bridge(deployer: Deployer, source: Path) -> None:
    """A CLAUDE.md that is a link to AGENTS.md serves Claude Code; who loads links once is told nothing."""
    (deployer.project / "CLAUDE.md").symlink_to("AGENTS.md")
    deployment = deployer.deploy("claude", "codex", "copilot", "factory", "opencode", source=source)
    assert BRIDGE not in tree(deployer.project)
    assert notes(deployment) == {}


def test_a_link_is_a_second_load_for_who_reads_both(deployer: Deployer, source: Path) -> None:
    """A platform that reads CLAUDE.md as well, and does not look at real paths, loads twice, and that is told."""
    (deployer.project / "CLAUDE.md").symlink_to("AGENTS.md")
    deployment = deployer.deploy("codex", "devin", source=source)
    assert "your CLAUDE.md is a link to AGENTS.md" in notes(deployment)["devin"]


def test_two_texts_of_the_users_stay_apart(deployer: Deployer, source: Path) -> None:
    """With other text in CLAUDE.md and AGENTS.md, Claude Code gets ours alone, from a file that nobody else reads."""
    put(deployer.project / "CLAUDE.md", "for claude\n")
    put(deployer.project / "AGENTS.md", "for the others\n")
    before = tree(deployer.project)
    deployment = deployer.deploy("claude", "codex", "copilot", source=source)
    after = tree(deployer.project)
    assert holding(deployer.project) == [".claude/aiwg.md", "AGENTS.md"]
    assert b"@aiwg.md" in after[BRIDGE]
    assert b"for the others" not in after[".claude/aiwg.md"]
    assert notes(deployment) == {}
    [said] = [problem for problem in deployment.problems if problem.code == "include"]
    assert "gets only aiwg's text" in said.message
    assert {each.platform: each.paths for each in deployment.deliveries}["claude"] == (".claude/aiwg.md",)
    deployer.remove()
    assert tree(deployer.project) == before


def test_a_personal_file_decides_nothing(deployer: Deployer, source: Path) -> None:
    """A CLAUDE.local.md is one person's, so that it does not change what is written for all."""
    put(deployer.project / "CLAUDE.local.md", "only me\n")
    put(deployer.project / "AGENTS.md", "for the others\n")
    deployer.deploy("claude", "codex", source=source)
    assert b"@../AGENTS.md" in tree(deployer.project)[BRIDGE]


def test_writing_into_the_bridge_changes_nothing_else(deployer: Deployer, source: Path) -> None:
    """A line that the user adds to the bridge is no reason to stop including what they have in AGENTS.md."""
    put(deployer.project / "AGENTS.md", "for all\n")
    deployer.deploy("claude", "codex", source=source)
    with (deployer.project / BRIDGE).open("a") as bridge:
        bridge.write("only for claude\n")
    assert deployer.plan("claude", "codex", source=source).plan.changes == []


def test_texts_that_come_to_differ_are_told(deployer: Deployer, source: Path) -> None:
    """When the user adds a CLAUDE.md beside an AGENTS.md of their own, the include changes, and that is a warning."""
    put(deployer.project / "AGENTS.md", "for the others\n")
    deployer.deploy("claude", "codex", source=source)
    put(deployer.project / "CLAUDE.md", "for claude\n")
    deployment = deployer.deploy("claude", "codex", source=source)
    assert [problem.level for problem in deployment.problems if problem.code == "include"] == ["warning"]
    assert b"@aiwg.md" in tree(deployer.project)[BRIDGE]
    assert deployer.plan("claude", "codex", source=source).plan.changes == []


def test_in_a_folder_the_texts_stay_apart_too(deployer: Deployer, source: Path) -> None:
    """Instructions of a folder heed the user's own files in that folder."""
    put(source / "instructions/api.md", "Be quick.\n")
    put(deployer.project / "api/CLAUDE.md", "for claude\n")
    put(deployer.project / "api/AGENTS.md", "for the others\n")
    deployer.deploy("claude", "codex", source=source)
    written = tree(deployer.project)
    assert b"Be quick." in written["api/.claude/aiwg.md"]
    assert b"@.claude/aiwg.md" in written["api/CLAUDE.md"]
    assert b"@../AGENTS.md" in written[BRIDGE]


def test_a_gemini_md_that_includes_serves_gemini(deployer: Deployer, source: Path) -> None:
    """With `@./AGENTS.md` in the user's GEMINI.md nothing is added for Gemini CLI, else aiwg includes it there."""
    put(deployer.project / "GEMINI.md", "@./AGENTS.md\n")
    deployment = deployer.deploy("gemini-cli", "codex", source=source)
    assert ".gemini/settings.json" not in tree(deployer.project)
    assert tree(deployer.project)["GEMINI.md"] == b"@./AGENTS.md\n"
    assert notes(deployment) == {}
    put(deployer.project / "GEMINI.md", "mine\n")
    deployer.deploy("gemini-cli", "codex", source=source)
    files = tree(deployer.project)
    assert files["GEMINI.md"].startswith(b"mine\n")
    assert b"\n@AGENTS.md\n" in files["GEMINI.md"]
    assert ".gemini/settings.json" not in files


def test_a_file_that_hides_ours_is_named(deployer: Deployer, source: Path) -> None:
    """Where the user's own file keeps a platform from reading ours, the report names both."""
    put(deployer.project / "AGENTS.override.md", "mine\n")
    deployment = deployer.deploy("codex", "opencode", source=source)
    assert "your AGENTS.override.md hides AGENTS.md" in notes(deployment)["codex"]


def test_a_process_that_remembers_sees_them_change(deployer: Deployer, source: Path) -> None:
    """Plans of one process follow the user's files: what they include now is what counts."""
    caches = Caches()
    for text, needed in (("mine\n", True), ("@AGENTS.md\n", False), ("yours\n", True)):
        put(deployer.project / "CLAUDE.md", text)
        intent = Deploy(Targets(deployer.project, "project", ("claude", "codex"), (str(source),)))
        deployment = plan_deployment(intent, caches=caches)
        assert bool(deployment.placed.placements.bridges) is needed, text
