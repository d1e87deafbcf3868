"""A deploy that would lose a restriction which somebody wrote is refused, until they accept it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.cli.app import run
from tests.conftest import Writer, tree

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def arguments(project: Path, write: Writer, tmp_path: Path) -> list[str]:
    """Return a deploy of a deny that Codex cannot enforce."""
    write("source/permissions.yaml", 'deny: ["read(.env)"]\n')
    return ["deploy", "-p", "codex", "--project", str(project), "--source", str(tmp_path / "source")]


def test_a_lost_deny_is_refused(arguments: list[str], project: Path, capsys: Captured) -> None:
    """Nothing is written, the exit code is 7, and the message names what is lost, where, and what to do."""
    assert run(arguments) == 7
    said = capsys.readouterr().err
    assert "deny read(.env)" in said
    assert "OpenAI Codex" in said
    assert "allow_weaker_permissions: [codex]" in said
    assert tree(project) == {}


def test_a_lost_ask_is_refused_where_there_are_no_permissions_at_all(
    arguments: list[str], project: Path, write: Writer
) -> None:
    """A platform without any permissions in files loses an ask too; a lost allow is no reason."""
    write("source/permissions.yaml", 'ask: ["bash(git push *)"]\n')
    assert run([*arguments, "-p", "warp"]) == 7
    write("source/permissions.yaml", 'allow: ["bash(git push *)"]\n')
    assert run([*arguments, "-p", "warp"]) == 0


def test_a_dry_run_says_it(arguments: list[str], project: Path, capsys: Captured) -> None:
    """A dry run shows the plan and ends with 7; its JSON holds the restriction."""
    assert run([*arguments, "--dry-run"]) == 7
    assert "Not deployed:" in capsys.readouterr().err
    assert run([*arguments, "--dry-run", "--json"]) == 7
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [problem["code"] for problem in problems] == ["lost-permission"]


def test_it_can_be_accepted_for_once(arguments: list[str], write: Writer, capsys: Captured) -> None:
    """With --allow-weaker-permissions the deploy goes on and warns."""
    write("source/instructions.md", "Be brief.\n")
    assert run([*arguments, "--allow-weaker-permissions"]) == 0
    assert "Fewer restrictions in OpenAI Codex than you wrote:" in capsys.readouterr().err
    assert run(arguments) == 7


def test_it_can_be_accepted_for_good(arguments: list[str], project: Path, write: Writer) -> None:
    """Named in aiwg.yaml, by its id or another name of its own, a platform may be less restricted."""
    write("project/aiwg.yaml", "accept_freer: [openai]\n")
    assert run(arguments) == 0
    assert run([*arguments, "-p", "warp"]) == 7


def test_other_losses_are_warnings(arguments: list[str], write: Writer, capsys: Captured) -> None:
    """An agent that only reads, or an ignore list, is lost with a warning: a skill limits no tools."""
    write("source/permissions.yaml", "allow: []\n")
    write("source/ignore", "dist/\n")
    write("source/agents/a.md", "---\nname: a\ndescription: d\ntools: [read]\n---\nb\n")
    assert run([*arguments, "-p", "warp"]) == 0
    assert "tools of agent/a" in capsys.readouterr().err


def test_remove_is_never_refused(arguments: list[str], project: Path) -> None:
    """What was accepted once can be taken away, platform by platform."""
    assert run([*arguments, "-p", "cursor", "--allow-weaker-permissions"]) == 0
    assert run(["remove", "-p", "cursor", "--project", str(project)]) == 0
    assert run(["remove", "--project", str(project)]) == 0
    assert tree(project) == {}
