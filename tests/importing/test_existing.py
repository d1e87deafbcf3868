"""A source that holds files already: nothing of it is overwritten but the text that `init` starts with."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.scaffold.templating import instructions_template
from tests.conftest import Deployer, put
from tests.importing.helping import artifacts_of, imported


def test_another_text_is_a_conflict(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An artifact that is there stays as it is, the command ends with 4, and the others are imported."""
    put(project / ".aiwg" / "rules" / "style.md", "Mine.\n")
    put(project / ".claude" / "rules" / "style.md", "Theirs.\n")
    put(project / ".claude" / "rules" / "other.md", "Another one.\n")
    report = imported(capsys, project, "claude")
    assert report["exit"] == 4
    states = {each["artifact"]: each["state"] for each in report["artifacts"]}
    assert states == {"rule/other": "new", "rule/style": "conflict"}
    assert (project / ".aiwg" / "rules" / "style.md").read_text() == "Mine.\n"
    assert (project / ".aiwg" / "rules" / "other.md").read_text() == "Another one.\n"


def test_the_text_that_init_starts_with_gives_way(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Instructions are imported over the template, and no longer once somebody wrote into it."""
    file = project / ".aiwg" / "instructions.md"
    put(file, instructions_template().decode())
    put(project / "CLAUDE.md", "Use pnpm.\n")
    assert imported(capsys, project, "claude")["exit"] == 0
    assert file.read_text() == "Use pnpm.\n"
    put(file, instructions_template().decode() + "Mine.\n")
    assert imported(capsys, project, "claude")["exit"] == 4


def test_entries_come_beside_those_that_are_there(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A settings file of the source grows, and every byte of it stays; an entry of the same name is a conflict."""
    put(project / ".aiwg" / "mcp.yaml", "# mine\nservers:\n  shop:\n    command: mine\n")
    put(project / ".mcp.json", '{"mcpServers": {"shop": {"command": "theirs"}, "wiki": {"command": "wiki"}}}')
    report = imported(capsys, project, "claude")
    assert report["exit"] == 4
    text = (project / ".aiwg" / "mcp.yaml").read_text()
    assert text.startswith("# mine\nservers:\n  shop:\n    command: mine\n")
    assert "wiki" in text
    assert {"mcp_server/shop", "mcp_server/wiki"} <= artifacts_of(report)


@pytest.mark.parametrize("edited", [".aiwg/rules/style.md", ".claude/rules/style.md"])
def test_an_edit_of_one_of_the_two_is_said(project: Path, capsys: pytest.CaptureFixture[str], edited: str) -> None:
    """A deploy warns while the source and the file that it came from differ, and no longer after the next import."""
    put(project / ".claude" / "rules" / "style.md", "Use tabs.\n")
    assert imported(capsys, project, "claude")["exit"] == 0
    deployer = Deployer(project)
    assert _apart(deployer) == []
    put(project / edited, "Use spaces.\n")
    assert _apart(deployer) == [edited]
    for name in (".aiwg/rules/style.md", ".claude/rules/style.md"):
        put(project / name, "Use spaces.\n")
    assert imported(capsys, project, "claude")["exit"] == 0
    assert _apart(deployer) == []


def test_line_ends_of_another_system_are_no_edit(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A clone in which git wrote other line ends is as it was."""
    put(project / ".claude" / "rules" / "style.md", "Use tabs.\n")
    assert imported(capsys, project, "claude")["exit"] == 0
    (project / ".claude" / "rules" / "style.md").write_bytes(b"Use tabs.\r\n")
    assert _apart(Deployer(project)) == []


def _apart(deployer: Deployer) -> list[str | None]:
    return [each.file for each in deployer.plan("claude", source=None).problems if each.code == "imported"]
