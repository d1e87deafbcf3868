"""What one tool reads, written once in the form of others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.commands.convert import ConvertOptions, run_convert
from tests.conftest import put, tree


def converted(
    capsys: pytest.CaptureFixture[str], project: Path, *to: str, out: Path | None = None
) -> dict[str, object]:
    """Convert from Claude Code and return the report, with the exit code beside it."""
    capsys.readouterr()
    code = run_convert(ConvertOptions(project, "claude", to, out, as_json=True))
    report: dict[str, object] = json.loads(capsys.readouterr().out)
    return {**report, "exit": code}


@pytest.fixture
def filled(project: Path) -> Path:
    """Return a project with a text, a rule, an agent and a server of Claude Code."""
    put(project / "CLAUDE.md", "# Shop\n\nUse pnpm.\n")
    put(project / ".claude" / "rules" / "style.md", '---\npaths: ["**/*.ts"]\n---\nUse tabs.\n')
    put(
        project / ".claude" / "agents" / "seller.md",
        "---\nname: seller\ndescription: Sells\ntools: Read\n---\nYou sell.\n",
    )
    put(project / ".mcp.json", '{"mcpServers": {"shop": {"command": "shop"}}}')
    return project


def test_the_other_tool_gets_plain_files(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files are the other tool's own, without marks or records, and what runs is left out and named."""
    out = tmp_path / "out"
    report = converted(capsys, filled, "cursor", out=out)
    assert report["exit"] == 0
    written = tree(out, skip=())
    assert sorted(written) == [".cursor/agents/seller.md", ".cursor/rules/style.mdc", "AGENTS.md"]
    assert written["AGENTS.md"] == b"# Shop\n\nUse pnpm.\n"
    assert b"globs: **/*.ts" in written[".cursor/rules/style.mdc"]
    assert report["left_out"] == ["mcp_server/shop"]


def test_nothing_is_overwritten(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is there stays, is reported, and ends the command with 4; the others are written."""
    put(filled / "AGENTS.md", "Mine.\n")
    report = converted(capsys, filled, "cursor")
    assert report["exit"] == 4
    assert report["conflicts"] == ["AGENTS.md"]
    assert (filled / "AGENTS.md").read_text() == "Mine.\n"
    assert (filled / ".cursor" / "rules" / "style.mdc").exists()
    assert not (filled / ".aiwg").exists()
