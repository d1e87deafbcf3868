"""Working in a folder of a project: every command finds the project above, and only one that it may find."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from aiwg.cli.app import run
from aiwg.cli.group import application
from aiwg.core.project_above import project_above
from tests.conftest import put

ARGUMENTS = {
    "add": "file:///no/such/context.git",
    "remove-source": "context",
    "show": "rule/style",
    "explain": "AGENTS.md",
    "context": "codex",
    "convert": "--from claude --to codex",
    "trust": "--yes",
    "deploy": "-q",
    "new": "rule another",
    "adr accept": "1",
    "adr adopt": "1",
    "adr amend": "1 --by 2",
    "adr expand": "1",
    "adr index": "",
    "adr level": "1 L1",
    "adr link": "1 2",
    "adr new": "Something else",
    "adr reject": "1",
    "adr search": "queue",
    "adr show": "1",
    "adr sign": "1 --as Reviewer",
    "adr status": "1 accepted",
    "adr supersede": "1 --by 2",
    "adr tag": "1 money",
    "doc new": "risk-card Too slow",
}
"""What a command needs on its line; the others need nothing."""
RECORD = """\
---
status: proposed
date: 2026-01-02
---
# Use {} queues

## Context and Problem Statement

One queue is too slow.

## Considered Options

* One queue
* More queues

## Decision Outcome

Chosen option: "More queues", because they are faster.
"""


def _commands() -> Iterator[tuple[str, click.Command]]:
    context = application.make_context("aiwg", [], resilient_parsing=True)
    for verb in application.list_commands(context):
        command = application.get_command(context, verb)
        assert command is not None
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                yield f"{verb} {name}", inner
        else:
            yield verb, command


COMMANDS = [name for name, each in _commands() if any("--project" in parameter.opts for parameter in each.params)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that is deployed, with records of decisions and a folder two levels deep."""
    base = tmp_path_factory.mktemp("below")
    project = base / "project"
    (project / ".git").mkdir(parents=True)
    (project / "sub" / "deep").mkdir(parents=True)
    put(project / "aiwg.yaml", "platforms: [claude, codex]\nsources: [project]\n")
    put(project / ".aiwg" / "rules" / "style.md", "Use tabs.\n")
    for number, word in ((1, "two"), (2, "three")):
        put(project / "docs" / "adr" / f"000{number}-use-{word}-queues.md", RECORD.format(word))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(base / "home"))
        (base / "home").mkdir()
        patch.chdir(project)
        assert run(["deploy", "-q"]) == 0
    return project


def _files(project: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(project)): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_works_below_the_root_as_at_the_root(
    name: str, scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below the root a command prints, writes and ends as at the root, and names the project once, on stderr."""
    line = [*name.split(), *ARGUMENTS.get(name, "").split()]
    outcomes = []
    for place in ("", "sub/deep"):
        project = tmp_path / "project"
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(scene, project, symlinks=True)
        monkeypatch.chdir(project / place)
        start = ["--from", str(project / "sub" / "deep")] if name == "context" and not place else []
        code = run([*line, *start])
        said = capsys.readouterr()
        assert said.err.count(f"Project: {project}\n") == bool(place) - (place != "" and "-q" in line), said.err
        err = said.err.replace(f"Project: {project}\n", "")
        outcomes.append((code, re.sub(r"\d+\.\d s", "N s", said.out), err, _files(project)))
    here, below = outcomes
    assert below == here
    assert "Help: aiwg" not in here[2], "its line in ARGUMENTS is incomplete"


def test_arguments_are_of_commands() -> None:
    """Every command line above is one of a command that takes a project."""
    assert ARGUMENTS.keys() <= set(COMMANDS)


def test_the_project_that_is_named_is_taken_literally(scene: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--project .` is the current folder, whatever lies above."""
    monkeypatch.chdir(scene / "sub")
    assert run(["status", "--project", "."]) == 0
    assert run(["deploy", "--project", ".", "-p", "codex", "--dry-run"]) == 0
    assert run(["sync", "--project", ".", "--scope", "project"]) == 2


def test_json_below_the_root_is_json_alone(
    scene: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json nothing is said of the project, and paths are those of the project."""
    monkeypatch.chdir(scene)
    run(["diff", "--json"])
    here = capsys.readouterr()
    monkeypatch.chdir(scene / "sub")
    run(["diff", "--json"])
    assert capsys.readouterr() == here


def test_a_path_of_the_current_folder_comes_before_one_of_the_project(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path that is typed below the root is the one there, if there is one, else the project's."""
    project = tmp_path / "project"
    shutil.copytree(scene, project)
    put(project / "sub" / "AGENTS.md", "Mine.\n")
    monkeypatch.chdir(project / "sub")
    run(["explain", "AGENTS.md", "--json"])
    assert '"path": "sub/AGENTS.md"' in capsys.readouterr().out
    monkeypatch.chdir(project / "sub" / "deep")
    run(["explain", "AGENTS.md", "--json"])
    assert '"path": "AGENTS.md"' in capsys.readouterr().out


def _layout(top: Path, files: str) -> None:
    for name in files.split():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.touch()


LAYOUTS = {
    "a configuration": ("p/aiwg.yaml p/sub/", "p/sub", "p"),
    "a source": ("p/.aiwg/rules/r.md p/sub/", "p/sub", "p"),
    "a manifest alone": ("p/.aiwg/manifest.json p/a/b/c/", "p/a/b/c", "p"),
    "the top of the repository": ("p/.git/ p/aiwg.yaml p/sub/", "p/sub", "p"),
    "not above the repository": ("aiwg.yaml p/.git/ p/sub/", "p/sub", None),
    "not above a submodule": ("p/.git/ p/aiwg.yaml p/sub/.git p/sub/deep/", "p/sub/deep", None),
    "a package of its own": ("p/.git/ p/aiwg.yaml p/pkg/aiwg.yaml p/pkg/src/", "p/pkg/src", "p/pkg"),
    "a package with a source": ("p/.git/ p/aiwg.yaml p/pkg/.aiwg/ p/pkg/src/", "p/pkg/src", "p/pkg"),
    "this folder itself": ("p/.git/ p/aiwg.yaml p/pkg/.aiwg/", "p/pkg", "p/pkg"),
    "in the source": ("p/aiwg.yaml p/.aiwg/rules/", "p/.aiwg/rules", "p"),
    "in the personal source": ("p/aiwg.yaml p/.aiwg.local/aiwg.yaml p/.aiwg.local/rules/", "p/.aiwg.local/rules", "p"),
    "a fresh repository": ("p/.git/ p/sub/", "p/sub", None),
    "not the home folder": ("home/aiwg.yaml home/code/", "home/code", None),
    "not above the home folder": ("aiwg.yaml home/code/", "home/code", None),
    "not above, at home": ("aiwg.yaml home/", "home", None),
    "below home": ("home/code/aiwg.yaml home/code/sub/", "home/code/sub", "home/code"),
    "home as a repository": ("home/.git/ home/aiwg.yaml home/bin/", "home/bin", "home"),
    "a folder is no configuration": ("p/aiwg.yaml/ p/sub/", "p/sub", None),
    "a file is no source": ("p/.aiwg p/sub/", "p/sub", None),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_project_above(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The closest project is found, none above the repository or the home folder."""
    files, start, wanted = LAYOUTS[name]
    top = tmp_path / "top"
    monkeypatch.setenv("HOME", str(top / "home"))
    _layout(top, f"home/ {files}")
    assert project_above(str(top / start)) == (str(top / wanted) if wanted else None, None)


@pytest.mark.parametrize("mark", ["aiwg.yaml", ".aiwg/"])
@pytest.mark.parametrize("inside", [True, False])
def test_links_lead_to_no_project(mark: str, inside: bool, tmp_path: Path) -> None:
    """A link out of a folder makes it no project, and a folder is searched from where it really lies."""
    project = tmp_path / "p"
    target = project / "kept" / mark.replace(".aiwg", "source") if inside else tmp_path / "outside" / mark
    _layout(tmp_path, f"p/sub/ {target.relative_to(tmp_path)}{'/' if mark.endswith('/') else ''}")
    os.symlink(target, project / mark.rstrip("/"))
    assert project_above(str(project / "sub")) == (str(project) if inside else None, None)
    _layout(tmp_path, "elsewhere/deep/ q/aiwg.yaml")
    os.symlink(tmp_path / "elsewhere", tmp_path / "q" / "link")
    assert project_above(str(tmp_path / "q" / "link" / "deep")) == (None, None)


@pytest.mark.parametrize("owned", ["folder", "mark"])
def test_a_project_of_another_user_is_named_and_not_used(
    owned: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A project that another user owns, or that has another user's configuration, is not used."""
    _layout(tmp_path, "p/aiwg.yaml p/sub/")
    other = os.stat(tmp_path / "p").st_uid + 1
    path = str(tmp_path / "p")
    chosen = path if owned == "folder" else f"{path}/aiwg.yaml"

    def changed(look: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
        def looked(at: object, *more: object, **named: object) -> os.stat_result:
            found = look(at, *more, **named)
            return os.stat_result((*found[:4], other, *found[5:])) if str(at) == chosen else found

        return looked

    monkeypatch.chdir(tmp_path / "p" / "sub")
    with monkeypatch.context() as patch:
        patch.setattr("aiwg.core.project_above.os.lstat", changed(os.lstat))
        patch.setattr("aiwg.core.project_above.os.stat", changed(os.stat))
        assert project_above(f"{path}/sub") == (None, path)
        run(["status"])
    said = capsys.readouterr()
    assert f"{path} belongs to another user, so aiwg works in this folder." in said.err
    assert "aiwg has not deployed anything here." in said.out
