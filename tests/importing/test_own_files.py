"""What a deploy writes beside your own files: nothing that a tool would load twice, and everything else."""

from __future__ import annotations

import pytest

from aiwg.placement.coverage import GIVES_WAY
from tests.conftest import Deployer, put, tree
from tests.importing.helping import imported

TEXT = "# Shop\n\nUse pnpm, and run the tests before each commit.\n"


def gaps_of(deployer: Deployer, *platforms: str, **more: object) -> set[tuple[str, str]]:
    """Deploy, and return which platform gives up which artifact."""
    deployed = deployer.deploy(*platforms, source=None, accept_freer=True, **more)
    shortfalls = deployed.placed.placements.shortfalls
    return {(each.platform, each.artifact.named) for each in shortfalls if each.state == GIVES_WAY}


@pytest.fixture
def claude_alone(deployer: Deployer, capsys: pytest.CaptureFixture[str]) -> Deployer:
    """Return a project with a CLAUDE.md that was imported."""
    put(deployer.project / "CLAUDE.md", TEXT)
    put(deployer.project / "aiwg.yaml", "sources: [project]\n")
    imported(capsys, deployer.project, "claude")
    return deployer


def test_a_tool_that_lacks_a_text_gets_it(claude_alone: Deployer) -> None:
    """Codex gets the instructions of a CLAUDE.md, and neither Claude Code nor Cursor, behind its gate, prevents it."""
    assert gaps_of(claude_alone, "claude", "codex", "cursor") == set()
    assert "run the tests" in (claude_alone.project / "AGENTS.md").read_text(encoding="utf-8")


def test_a_copy_that_another_tool_would_load_gives_way(claude_alone: Deployer) -> None:
    """Copilot reads CLAUDE.md and AGENTS.md, so Codex gets no AGENTS.md, is told so, and gets it on demand."""
    before = tree(claude_alone.project)
    assert gaps_of(claude_alone, "claude", "codex", "copilot") == {("codex", "instructions/instructions")}
    assert tree(claude_alone.project) == before
    assert gaps_of(claude_alone, "claude", "codex", "copilot", copies=("codex",)) == set()
    assert (claude_alone.project / "AGENTS.md").exists()


def test_what_each_tool_has_waits_for_no_consent(deployer: Deployer, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that the only tool has in its own file needs no approval; for a second tool it does."""
    put(deployer.project / ".mcp.json", '{"mcpServers": {"tickets": {"command": "npx", "args": ["tickets"]}}}\n')
    put(deployer.project / "aiwg.yaml", "sources: [project]\n")
    imported(capsys, deployer.project, "claude")
    assert deployer.plan("claude", source=None).not_deployed == []
    assert [each.named for each in deployer.plan("claude", "cursor", source=None).not_deployed] == [
        "mcp_server/tickets"
    ]
