"""On a terminal a person takes an edit hunk by hunk; Enter changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.commands.reconcile import ReconcileOptions, run_reconcile
from tests.answers import answer_questions
from tests.conftest import Deployer, put, tree
from tests.importing.helping import changed_in as change
from tests.importing.helping import reconciled

AGENT = "---\nname: seller\ndescription: Sells shoes\naccess: read\n---\nOne.\n\nTwo.\n\nThree.\n"
Answering = Callable[..., list[str]]


@pytest.fixture
def deployed(project: Path) -> Path:
    """Return a project with an agent and two rules, deployed to two tools."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    put(project / ".aiwg" / "agents" / "seller.md", AGENT)
    put(project / ".aiwg" / "rules" / "style.md", "Use tabs.\n")
    Deployer(project).deploy("claude", "codex", source=None, accept_freer=True)
    return project


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Return a function that has the questions of a terminal answered, and returns them as they come."""

    def answer(*answers: str) -> list[str]:
        return answer_questions(monkeypatch, *answers)

    return answer


def edit_agent(project: Path) -> Path:
    """Edit three lines of the deployed agent, and return its source."""
    file = project / ".claude" / "agents" / "seller.md"
    for old, new in (("One.", "1."), ("Two.", "2."), ("Three.", "3.")):
        change(file, old, new)
    return project / ".aiwg" / "agents" / "seller.md"


TAKEN = {
    ("y", "y", "y"): "1.\n\n2.\n\n3.\n",
    ("y", "", "y"): "1.\n\nTwo.\n\n3.\n",
    ("n", "a"): "One.\n\n2.\n\n3.\n",
    ("?", "y", "d"): "1.\n\nTwo.\n\nThree.\n",
    ("y", "q"): "1.\n\nTwo.\n\nThree.\n",
    ("", "", ""): "One.\n\nTwo.\n\nThree.\n",
}


@pytest.mark.parametrize("answers", TAKEN, ids=" ".join)
def test_a_person_takes_hunk_by_hunk(
    answers: tuple[str, ...], deployed: Path, answering: Answering, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each change is shown and asked about; what is not taken stays an edit of the file, and a sync leaves it."""
    source = edit_agent(deployed)
    before, edited = source.read_text(), (deployed / ".claude" / "agents" / "seller.md").read_bytes()
    answering(*answers)
    assert run_reconcile(ReconcileOptions(deployed)) == 0
    assert source.read_text() == before[: before.index("One.")] + TAKEN[answers]
    said = capsys.readouterr().out
    assert "-One.\n  +1.\n" in said
    assert all(len(line) <= 80 for line in said.splitlines())
    planned = Deployer(deployed).deploy(source=None, accept_freer=True)
    assert not planned.plan.conflicts
    assert (deployed / ".claude" / "agents" / "seller.md").read_bytes() == edited
    left = reconciled(capsys, deployed, yes=False)["edits"]
    assert sum(len(each["changes"]) for each in left) == sum(word in TAKEN[answers] for word in ("One", "Two", "Three"))


def test_what_removes_a_restriction_is_asked_by_itself(
    deployed: Path, answering: Answering, capsys: pytest.CaptureFixture[str]
) -> None:
    """`a` covers no change that gives an agent more: it has a question of its own, which says so."""
    source = edit_agent(deployed)
    file = deployed / ".claude" / "agents" / "seller.md"
    change(file, "permissionMode: plan", "permissionMode: plan\nallowAll: true")
    asked = answering("a", "n")
    run_reconcile(ReconcileOptions(deployed))
    assert len(asked) == 2
    assert "Fewer restrictions" in asked[1]
    assert "allowAll" not in source.read_text()
    assert source.read_text().endswith("1.\n\n2.\n\n3.\n")
    assert "may widen" in capsys.readouterr().out


def test_of_edits_that_disagree_one_is_taken(
    deployed: Path, answering: Answering, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two edits of one line are shown with their files; once one is taken the other is not asked about."""
    change(deployed / ".claude" / "agents" / "seller.md", "One.", "1.")
    change(deployed / ".codex" / "agents" / "seller.toml", "One.", "Uno.")
    asked = answering("n", "y")
    run_reconcile(ReconcileOptions(deployed))
    assert len(asked) == 2
    said = capsys.readouterr().out
    assert said.index("-One.\n  +1.\n  in .claude/agents/seller.md") < said.index("  in .codex/agents/seller.toml")
    assert "Uno." in (deployed / ".aiwg" / "agents" / "seller.md").read_text()
    asked = answering("y")
    (deployed / ".aiwg" / "agents" / "seller.md").write_text(AGENT)
    run_reconcile(ReconcileOptions(deployed))
    assert len(asked) == 1


def test_ctrl_c_writes_nothing(deployed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C at a question ends the command, and a watch, before anything is written."""
    edit_agent(deployed)
    before = tree(deployed, skip=())

    answer_questions(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        run_reconcile(ReconcileOptions(deployed))
    assert tree(deployed, skip=()) == before


def test_a_path_may_start_at_this_folder_or_at_the_project(
    deployed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A typed path is found from a folder below the project, from its top and in full; others are told."""
    edit_agent(deployed)
    (deployed / "src").mkdir()
    monkeypatch.chdir(deployed / "src")
    file = ".claude/agents/seller.md"
    for typed in (f"../{file}", file, str(deployed / file)):
        assert len(reconciled(capsys, deployed, typed, yes=False)["edits"]) == 1
    assert run_reconcile(ReconcileOptions(deployed, ("nothing.md",))) == 0
    assert "nothing.md   aiwg did not write this file." in capsys.readouterr().out


def test_without_a_terminal_nothing_is_asked_or_written(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal aiwg shows each change and the command that takes it."""
    source = edit_agent(deployed)
    before = source.read_bytes()
    assert run_reconcile(ReconcileOptions(deployed)) == 0
    said = capsys.readouterr().out
    assert "+2." in said
    assert "aiwg reconcile --yes" in said
    assert source.read_bytes() == before
