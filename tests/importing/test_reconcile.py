"""Edits of deployed files go back into the source, and only they."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aiwg.commands.reconcile import ReconcileOptions, run_reconcile
from tests.conftest import PLATFORM_IDS, Deployer, put, tree

AGENT = """\
---
name: seller
# what it is for
description: Sells shoes
tools: [read, grep]
access: read
---
You sell shoes.

Never give a discount.
"""


def reconciled(capsys: pytest.CaptureFixture[str], project: Path, *paths: str, yes: bool = True) -> dict[str, Any]:
    """Reconcile and return the report, with the exit code beside it."""
    capsys.readouterr()
    code = run_reconcile(ReconcileOptions(project, paths, yes=yes, as_json=True))
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {**report, "exit": code}


@pytest.fixture
def deployed(project: Path) -> Path:
    """Return a project with an agent, a rule and instructions, deployed to four tools."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    put(project / ".aiwg" / "agents" / "seller.md", AGENT)
    put(project / ".aiwg" / "rules" / "style.md", '---\npaths: ["**/*.ts"]\n---\nUse tabs.\n')
    put(project / ".aiwg" / "instructions.md", "# Shop\n\nUse pnpm.\n")
    Deployer(project).deploy("claude", "codex", "copilot", "cursor", source=None, accept_freer=True)
    return project


def change(file: Path, old: str, new: str) -> None:
    """Change a text in a file, in which it stands."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


EDITS = {
    "a body": (".claude/agents/seller.md", "Never give a discount.", "Never give one.", ".aiwg/agents/seller.md"),
    "a body in TOML": (".codex/agents/seller.toml", "Never give a discount.", "Never.", ".aiwg/agents/seller.md"),
    "a rule": (".cursor/rules/style.mdc", "Use tabs.", "Use spaces.", ".aiwg/rules/style.md"),
    "globs": (".cursor/rules/style.mdc", "globs: **/*.ts", "globs: **/*.ts, **/*.tsx", ".aiwg/rules/style.md"),
    "a block": ("AGENTS.md", "Use pnpm.", "Use npm.", ".aiwg/instructions.md"),
    "a field": (
        ".claude/agents/seller.md",
        'description: "Sells shoes"',
        "description: Sells boots",
        ".aiwg/agents/seller.md",
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_goes_back(edit: str, deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit of an output changes its source, so that a deploy writes the edited output; no other source changes."""
    path, old, new, source = EDITS[edit]
    before = tree(deployed / ".aiwg", skip=())
    change(deployed / path, old, new)
    edited = (deployed / path).read_bytes()
    report = reconciled(capsys, deployed)
    assert [(each["path"], each["source"], each["reason"]) for each in report["edits"]] == [(path, source, None)]
    assert report["exit"] == 0
    after = tree(deployed / ".aiwg", skip=())
    assert [name for name in before if before[name] != after.get(name) and name != "manifest.json"] == [source[6:]]
    Deployer(deployed).deploy(source=None, accept_freer=True)
    assert (deployed / path).read_bytes().replace(b'"', b"").split() == edited.replace(b'"', b"").split()
    assert reconciled(capsys, deployed)["edits"] == []


def test_the_frontmatter_stays_when_only_the_text_changed(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Comments, quotes and order of a frontmatter stay byte for byte."""
    change(deployed / ".claude" / "agents" / "seller.md", "Never give a discount.", "Never give one.")
    reconciled(capsys, deployed)
    assert (deployed / ".aiwg" / "agents" / "seller.md").read_text() == AGENT.replace("a discount", "one")


def test_what_cannot_go_back_says_why(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit whose source changed as well stays, with the reason, and the command ends with 5."""
    change(deployed / ".cursor" / "rules" / "style.mdc", "Use tabs.", "Use spaces.")
    put(deployed / ".aiwg" / "rules" / "style.md", '---\npaths: ["**/*.ts"]\n---\nUse both.\n')
    report = reconciled(capsys, deployed)
    assert report["exit"] == 5
    assert "changed" in report["edits"][0]["reason"]


def test_nothing_is_written_without_a_yes(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody can be asked, an edit is shown and not written."""
    change(deployed / ".cursor" / "rules" / "style.mdc", "Use tabs.", "Use spaces.")
    report = reconciled(capsys, deployed, yes=False)
    assert [each["written"] for each in report["edits"]] == [False]
    assert "Use tabs." in (deployed / ".aiwg" / "rules" / "style.md").read_text()


def test_an_edit_of_a_bundled_artifact_becomes_a_copy(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit of what comes with aiwg is written into the project's source."""
    Deployer(project).deploy("claude", source=None, accept_freer=True)
    file = next((project / ".claude" / "agents").glob("*.md"))
    file.write_text(file.read_text() + "\nSay please.\n")
    report = reconciled(capsys, project, str(file.relative_to(project)))
    assert report["edits"][0]["written"] is True
    assert (project / report["edits"][0]["source"]).read_text().endswith("Say please.\n")


@pytest.mark.parametrize(
    "platform", [id for id in PLATFORM_IDS if id in ("kiro", "opencode", "gemini-cli", "windsurf")]
)
def test_an_edit_of_a_text_goes_back_from_each_form(
    platform: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line added to an agent in any tool's form comes into its source."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    put(project / ".aiwg" / "agents" / "seller.md", AGENT)
    planned = Deployer(project).deploy(platform, source=None, accept_freer=True)
    paths = [output.path for output in planned.outputs if "seller" in output.path]
    if not paths:
        pytest.skip("it has no agents in a project")
    change(project / paths[0], "You sell shoes.", "You sell shoes and boots.")
    report = reconciled(capsys, project)
    assert [each["reason"] for each in report["edits"]] == [None]
    assert "shoes and boots" in (project / ".aiwg" / "agents" / "seller.md").read_text()
