"""What is told once: edits, notes and approvals; -q tells problems alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Runner, put

HOOKS = "hooks:\n  - {id: fmt, event: stop, command: ls}\n"


def skill(project: Path, name: str, text: str) -> None:
    """Write a skill of the project."""
    put(project / f".aiwg/skills/{name}/SKILL.md", f"---\nname: {name}\ndescription: Does it.\n---\n{text}\n")


def output(project: Path, name: str) -> Path:
    """Return the file that a skill is deployed to."""
    return next(path for path in project.rglob(f"{name}/SKILL.md") if ".aiwg" not in path.parts)


@pytest.fixture
def edited(aiwg: Runner, project: Path) -> Path:
    """Return an output that was edited, in a project that is deployed."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [alpha]\n")
    for name in ("one", "two"):
        skill(project, name, "Old.")
    aiwg("deploy")
    file = output(project, "one")
    file.write_text(file.read_text() + "mine\n")
    return file


def test_an_edit_is_told_once(aiwg: Runner, project: Path, edited: Path) -> None:
    """An edit is told by the run that finds it, later only with -v, and again once it was undone and came back."""
    assert "you edited it" in aiwg("sync").out
    assert "you edited it" not in aiwg("sync").out
    assert "you edited it" not in aiwg("deploy").out
    assert "you edited it" in aiwg("sync", "-v").out
    assert "you edited it" in aiwg("status").out
    text = edited.read_text()
    edited.write_text(text.removesuffix("mine\n"))
    aiwg("sync")
    edited.write_text(text)
    assert "you edited it" in aiwg("sync").out


def test_quietly_only_problems_are_told(aiwg: Runner, project: Path, edited: Path) -> None:
    """-q says nothing of an edit or of success, and all of a conflict, once and with one way out."""
    said = aiwg("sync", "-q")
    assert said.out + said.err == ""
    skill(project, "two", "New.")
    said = aiwg("deploy", "-q")
    assert said.out + said.err == ""
    for name in ("one", "two"):
        skill(project, name, "Newer.")
    output(project, "two").write_text("mine\n")
    for words in ("deploy -q", "sync -q", "sync"):
        said = aiwg(*words.split(), expect=4)
        assert said.err.count("you edited it, and its source changed") == 2
        assert said.err.count("To replace it") == 1
        assert "conflict" not in said.out


def test_what_stays_unapproved_is_told_once(aiwg: Runner, project: Path) -> None:
    """In a clone the first sync says what nobody approved here; later ones are silent about it."""
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [alpha]\n")
    put(project / ".aiwg/hooks.yaml", HOOKS)
    aiwg("trust", "--yes")
    aiwg("deploy")
    clone = project.parent / "clone"
    project.rename(clone)
    at = ("--project", str(clone))
    project.mkdir()
    assert "hook/fmt" not in aiwg("sync", "--check", *at).out
    assert "Not approved on this machine, left as committed: hook/fmt" in aiwg("sync", *at).out
    assert "Not approved" not in aiwg("sync", *at).out
    assert "Not approved" not in aiwg("deploy", *at).out
    assert aiwg("sync", "-q", *at).out == ""
    put(clone / ".aiwg/hooks.yaml", HOOKS.replace("ls", "pwd"))
    assert "hook/fmt (changed)" in aiwg("sync", *at).out
    assert "hook/fmt (changed)" in aiwg("sync", "-q", *at).out
