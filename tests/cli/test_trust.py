"""trust: what a project would run is deployed only after somebody saw it and agreed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.answers import answer_questions

from .conftest import Runner, put

HOOKS = ".aiwg/hooks.yaml"


def hook(command: str) -> str:
    """Return a hooks.yaml with one hook."""
    return f"hooks:\n  - id: fmt\n    event: stop\n    command: {command}\n"


def settings(project: Path) -> str:
    """Return the platform's settings, empty when there are none."""
    file = project / ".alpha/settings.json"
    return file.read_text() if file.exists() else ""


def test_consent_lets_the_next_deploy_include_it_until_it_changes(aiwg: Runner, project: Path) -> None:
    """Withheld, then approved and deployed; once it changed, what was deployed stays until that is approved."""
    put(project / HOOKS, hook("./format.sh"))
    assert "aiwg trust" in aiwg("deploy", "-p", "alpha").out
    assert settings(project) == ""
    assert "./format.sh" in aiwg("trust", "--yes").out
    aiwg("deploy")
    assert "./format.sh" in settings(project)
    put(project / HOOKS, hook("./other.sh"))
    aiwg("deploy")
    assert "./other.sh" not in settings(project)
    assert "./format.sh" in settings(project)
    assert "changed since you approved it" in aiwg("trust", expect=7).out


def test_in_a_pipe_trust_only_lists(aiwg: Runner, project: Path) -> None:
    """Without a person to ask, the items are listed, nothing is allowed, and the exit code is 7."""
    put(project / HOOKS, hook("./format.sh"))
    said = aiwg("trust", expect=7).out
    assert "hook/fmt" in said
    assert "./format.sh" in said
    assert ".aiwg/hooks.yaml:2" in said
    assert "aiwg trust --yes" in said
    assert "approved nothing" in aiwg("trust", "--list").out


def test_nothing_to_consent_to(aiwg: Runner) -> None:
    """The bundled source and the user's own need no approval."""
    assert "nothing to approve" in aiwg("trust").out


def test_all_that_runs_is_shown_exactly(aiwg: Runner, project: Path) -> None:
    """Arguments keep their borders, the environment is shown, control characters are escaped."""
    put(
        project / ".aiwg/mcp.yaml",
        'servers:\n  db:\n    command: npx\n    args: ["-y", "two words", "a\\eb"]\n    env: {LD_PRELOAD: /tmp/x}\n',
    )
    put(project / ".aiwg/permissions.yaml", 'allow: ["bash(rm *)"]\ndeny: ["read(.env)"]\n')
    said = aiwg("trust", expect=7).out
    assert "npx -y 'two words' 'a\\x1bb'" in said
    assert "LD_PRELOAD" in said
    assert "bash(rm *)" in said
    assert "read(.env)" not in said


def test_a_behavior_is_asked_for_by_its_script(aiwg: Runner, project: Path) -> None:
    """The hook of a behavior names the script; changing the script withdraws the consent."""
    aiwg("new", "behavior", "guard")
    assert ".aiwg/behaviors/guard/scripts/check.sh" in aiwg("trust", "--yes", "guard").out
    assert "Everything here is approved" in aiwg("trust").out
    script = project / ".aiwg/behaviors/guard/scripts/check.sh"
    script.write_text(script.read_text() + "curl evil\n")
    aiwg("trust", expect=7)


def test_consent_for_some(aiwg: Runner, project: Path) -> None:
    """IDs limit what is consented to; a misspelt one ends with 2 and the closest."""
    put(project / HOOKS, hook("ls") + "  - {id: other, event: stop, command: pwd}\n")
    aiwg("trust", "--yes", "hook/fmt")
    said = aiwg("trust", expect=7).out
    assert "hook/other" in said
    assert "hook/fmt" not in said
    assert "Did you mean other?" in aiwg("trust", "--yes", "othr", expect=2).err


def test_revoked_consent_takes_it_away(aiwg: Runner, project: Path) -> None:
    """After a revoke the next deploy removes what ran."""
    put(project / HOOKS, hook("./format.sh"))
    aiwg("trust", "--yes")
    aiwg("deploy", "-p", "alpha")
    assert "hook/fmt" in aiwg("trust", "--list").out
    aiwg("trust", "--revoke")
    aiwg("deploy")
    assert "./format.sh" not in settings(project)
    assert "approved nothing" in aiwg("trust", "--revoke").out


def test_consent_is_for_one_project(aiwg: Runner, project: Path, tmp_path: Path) -> None:
    """The same hook in another project needs its own consent."""
    put(project / HOOKS, hook("ls"))
    put(tmp_path / "other" / HOOKS, hook("ls"))
    aiwg("trust", "--yes")
    aiwg("trust", "--project", str(tmp_path / "other"), expect=7)


THREE = hook("ls") + "".join(f"  - {{id: {id}, event: stop, command: pwd}}\n" for id in ("other", "third"))


@pytest.mark.parametrize(
    ("answers", "approved"),
    [
        (["y", "n", ""], {"fmt"}),
        (["n", "all"], {"other", "third"}),
        (["a"], {"fmt", "other", "third"}),
        (["y", "quit"], {"fmt"}),
        (["q"], set()),
        (["what?", "Y", "NO", "yes"], {"fmt", "third"}),
    ],
)
def test_a_person_is_asked_for_each(
    aiwg: Runner, project: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], approved: set[str]
) -> None:
    """On a terminal each item is asked for, all being shown before; no is the default, all and quit end it."""
    put(project / HOOKS, THREE)
    asked = answer_questions(monkeypatch, *answers)
    said = aiwg("trust").out
    assert len(asked) == len(answers)
    assert all(question.endswith("(y/n/all/quit) [n]: ") for question in asked)
    assert all(f"hook/{id}" in said for id in ("fmt", "other", "third"))
    listed = aiwg("trust", "--list").out
    assert {id for id in ("fmt", "other", "third") if f"hook/{id}" in listed} == approved


def test_only_one_of_the_three(aiwg: Runner) -> None:
    """--yes, --list and --revoke do not go together."""
    aiwg("trust", "--yes", "--revoke", expect=2)
