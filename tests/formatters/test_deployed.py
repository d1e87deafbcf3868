"""Deployed projects after a formatter: what the plan, the manifest and the backups say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from aiwg.deployment.intent import Inspect, Sync, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.sync import bring_up_to_date, check
from aiwg.formatters.normal_form import kind_of
from aiwg.plan.actions import CONFLICT, DRIFT, KEEP
from tests.conftest import EVERYTHING, Deployer
from tests.golden.archive import files_below

from .imitating import ACTS

SETS = [("claude", "cursor", "codex"), ("copilot", "gemini-cli", "opencode", "windsurf"), ("qwen-code", "roo", "zed")]


def format_all(project: Path) -> dict[str, bytes]:
    """Let each formatter loose on all outputs; return them as they are then. What is no valid JSON stays."""
    for path in files_below(project, skip=(".aiwg", "source", "aiwg.yaml")):
        file = project / path
        try:
            text = file.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        if kind_of(path) in ("markdown", "json", "yaml", "toml"):
            for name, act in ACTS[kind_of(path)].items():
                if "end" not in name or name.startswith("Windows"):
                    text = act(text.replace("\r\n", "\n"))
        file.write_bytes(text.encode())
    return tree(project)


def tree(project: Path) -> dict[str, bytes]:
    """Return every file of a project but the sources."""
    return {path: file.data for path, file in files_below(project, skip=("source", "aiwg.yaml")).items()}


def accept(project: Path, *platforms: str) -> None:
    """Accept that some platforms cannot enforce every restriction of the source."""
    (project / "aiwg.yaml").write_text(f"accept_freer: [{', '.join(platforms)}]\n")


def put_source(project: Path) -> Path:
    """Return a copy of the source with every kind, which a test may change."""
    source = project / "source"
    shutil.copytree(EVERYTHING, source)
    return source


@pytest.mark.parametrize("platforms", SETS, ids=lambda ids: ids[0])
def test_a_formatter_causes_no_drift(platforms: tuple[str, ...], deployer: Deployer) -> None:
    """After a formatter a check finds nothing, a sync writes nothing, and a removal leaves nothing."""
    project = deployer.project
    accept(project, *platforms)
    deployer.deploy(*platforms)
    before = tree(project)
    formatted = format_all(project)
    assert sum(before[path] != formatted[path] for path in before) > 10
    assert check(Targets(project)).drift == []
    planned = plan_deployment(Sync(Targets(project)))
    assert {action.action for action in planned.plan.actions} == {KEEP}
    assert bring_up_to_date(Targets(project)).backups == []
    assert tree(project) == formatted
    deployer.remove()
    assert tree(project) == {}


def test_a_change_of_the_source_is_written_with_a_backup(deployer: Deployer) -> None:
    """A formatted file whose source changed is backed up and written; the others stay as they are."""
    project = deployer.project
    source = put_source(project)
    deployer.deploy("claude", source=source)
    formatted = format_all(project)
    agent = source / "agents" / "reviewer.md"
    agent.write_text(agent.read_text().replace("You review.", "You review again."))
    result = bring_up_to_date(Targets(project))
    assert [Path(each).name for each in result.backups] == ["reviewer.md"]
    assert Path(result.backups[0]).read_bytes() == formatted[".claude/agents/reviewer.md"]
    after = tree(project)
    changed = {path for path in after if after[path] != formatted.get(path)}
    assert changed == {".claude/agents/reviewer.md", ".aiwg/manifest.json"}
    assert b"You review again." in after[".claude/agents/reviewer.md"]


def test_what_has_no_source_any_more_goes_with_a_backup(deployer: Deployer) -> None:
    """A formatted file is still aiwg's to delete when its source is gone; one with another word is the user's."""
    project = deployer.project
    source = put_source(project)
    deployer.deploy("claude", source=source)
    formatted = format_all(project)
    edited = project / ".claude/agents/builder.md"
    edited.write_bytes(edited.read_bytes().replace(b"You build", b"You built"))
    shutil.rmtree(source / "agents")
    backups = bring_up_to_date(Targets(project)).backups
    assert [Path(each).read_bytes() for each in backups] == [formatted[".claude/agents/reviewer.md"]]
    assert edited.exists()
    assert not (project / ".claude/agents/reviewer.md").exists()


def test_an_edit_stops_and_stays(deployer: Deployer) -> None:
    """A word that a person changed in a formatted file is an edit, and a conflict once the source changes."""
    project = deployer.project
    source = put_source(project)
    deployer.deploy("claude", source=source)
    format_all(project)
    output = project / ".claude/agents/builder.md"
    output.write_bytes(output.read_bytes().replace(b"You build", b"You built"))
    (drift,) = check(Targets(project)).drift
    assert (drift.what, drift.about) == ("edited", ".claude/agents/builder.md")
    agent = source / "agents" / "builder.md"
    agent.write_text(agent.read_text() + "More.\n")
    (conflict,) = plan_deployment(Inspect(Targets(project))).plan.of(CONFLICT)
    assert conflict.path == ".claude/agents/builder.md"


def test_a_block_in_a_file_of_the_user(deployer: Deployer) -> None:
    """A formatter over AGENTS.md changes the block too: it stays, is updated with a backup, and goes."""
    project = deployer.project
    source = put_source(project)
    accept(project, "codex")
    shared = project / "AGENTS.md"
    shared.write_text("# Mine\n\nMy words.\n")
    deployer.deploy("codex", source=source)
    shared.write_text(shared.read_text().replace("\n\n", "\n\n\n").replace("\t", " "))
    assert check(Targets(project)).drift == []
    instructions = source / "instructions.md"
    instructions.write_text(instructions.read_text().replace("Always say please.", "Always say thanks."))
    result = bring_up_to_date(Targets(project))
    assert [Path(each).name for each in result.backups] == ["AGENTS.md"]
    assert "Always say thanks." in shared.read_text()
    shared.write_text(shared.read_text().replace("\n\n", "\n\n\n"))
    deployer.remove()
    assert shared.read_text().split() == ["#", "Mine", "My", "words."]


def test_a_grant_that_changes_is_an_edit(deployer: Deployer) -> None:
    """In settings, layout is no drift; a command, a number for a text, or a pattern in another place is."""
    project = deployer.project
    deployer.deploy("claude")
    settings = project / ".claude/settings.json"
    value = json.loads(settings.read_text())
    settings.write_text(json.dumps(value, indent="\t", sort_keys=True))
    assert check(Targets(project)).drift == []
    value["permissions"]["deny"][0] += "x"
    settings.write_text(json.dumps(value))
    assert [drift.about for drift in check(Targets(project)).drift] == [".claude/settings.json"]


def test_a_second_manifest_is_the_same(deployer: Deployer) -> None:
    """A formatted project keeps its manifest byte for byte, and a lost one makes formatted files adopted."""
    project = deployer.project
    deployer.deploy("claude")
    formatted = format_all(project)
    (project / ".aiwg/manifest.json").unlink()
    planned = deployer.plan("claude")
    assert not planned.plan.of(CONFLICT, *DRIFT)
    carry_out(planned)
    after = tree(project)
    assert {path for path in after if after[path] != formatted[path]} <= {".aiwg/manifest.json"}
    again = plan_deployment(Sync(Targets(project)))
    assert {action.action for action in again.plan.actions} == {KEEP}
