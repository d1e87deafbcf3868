"""A source that holds files already: nothing of it is overwritten but the text that `init` starts with."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from aiwg.core.errors import UserError
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


@pytest.mark.parametrize(
    ("there", "text"),
    [
        ("rules/broken.md", "---\npaths: [\n---\nBroken.\n"),
        ("agents/nobody.md", "\0\0"),
        ("hooks.yaml", "hooks: [{id: x\n"),
        ("ignore", "\xff"),
        ("skills/none/notes.md", "no skill\n"),
    ],
)
def test_a_broken_source_takes_what_is_new(
    there: str, text: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong in a source stays as it is, and an import adds the rest beside it."""
    put(project / ".aiwg" / there, text)
    before = (project / ".aiwg" / there).read_bytes()
    put(project / ".claude" / "rules" / "style.md", "Use tabs.\n")
    put(project / "CLAUDE.md", "Use pnpm.\n")
    report = imported(capsys, project, "claude")
    assert report["exit"] == 0
    assert artifacts_of(report) == {"rule/style", "instructions/instructions"}
    assert (project / ".aiwg" / there).read_bytes() == before
    assert (project / ".aiwg" / "rules" / "style.md").read_text() == "Use tabs.\n"


def test_a_settings_file_that_cannot_be_read_takes_no_entry(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Into a broken settings file of the source nothing is written: that is a conflict, and the rest is imported."""
    put(project / ".aiwg" / "mcp.yaml", "servers: [broken\n")
    put(project / ".mcp.json", '{"mcpServers": {"wiki": {"command": "wiki"}}}')
    put(project / "CLAUDE.md", "Use pnpm.\n")
    report = imported(capsys, project, "claude")
    assert report["exit"] == 4
    states = {each["artifact"]: each["state"] for each in report["artifacts"]}
    assert states == {"mcp_server/wiki": "conflict", "instructions/instructions": "new"}
    assert (project / ".aiwg" / "mcp.yaml").read_text() == "servers: [broken\n"


def test_an_equal_source_is_left_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the source holds the very same already, nothing is written but where it came from."""
    put(project / ".aiwg" / "rules" / "style.md", "Use tabs.\n")
    put(project / ".claude" / "rules" / "style.md", "Use tabs.\n")
    report = imported(capsys, project, "claude")
    assert (report["exit"], report["files"]) == (0, [])
    assert [each["state"] for each in report["artifacts"]] == ["there"]


@pytest.mark.parametrize("name", ["manifest.json", "imports.json"])
def test_what_a_newer_version_recorded_is_no_reason_to_overwrite(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record in a format to come is refused with one clear error, or read as nothing; no file of yours changes."""
    put(
        project / ".aiwg" / name,
        '{"schema": "aiwg.manifest/99", "files": 7, "paths": {"CLAUDE.md": {"own": "file"}}}\n',
    )
    put(project / "CLAUDE.md", "Use pnpm.\n")
    put(project / ".aiwg" / "rules" / "mine.md", "Mine.\n")
    with suppress(UserError):
        assert imported(capsys, project, "claude")["exit"] == 0
    assert (project / "CLAUDE.md").read_text() == "Use pnpm.\n"
    assert (project / ".aiwg" / "rules" / "mine.md").read_text() == "Mine.\n"
