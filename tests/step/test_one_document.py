"""With --json each command prints exactly one document of its schema, whatever goes wrong around it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from aiwg.apply import lock
from aiwg.cli.app import run
from aiwg.cli.verbs import COMMANDS
from aiwg.core.errors import Exit, UserError
from aiwg.output import console
from tests.conftest import put

from .documents import wrong_in
from .troubles import LINES, TROUBLES

EACH = 5
"""Each line meets so many of the troubles: all of them with all lines would take a quarter of an hour."""

WITHOUT_JSON = {"completion", "help", "mcp"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with a deployed project and the home of its user."""
    folder = tmp_path_factory.mktemp("base")
    project = folder / "project"
    put(project / "aiwg.yaml", "bundles: []\nplatforms: [claude, cursor]\n")
    put(project / ".aiwg/rules/a.md", "Be kind.\n")
    put(project / ".aiwg/agents/go.md", "---\nname: go\ndescription: Go.\n---\nGo on.\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder / "home"))
        patch.chdir(project)
        assert run(["deploy", "--quiet"]) == Exit.OK
        yield folder


def pairs() -> Iterator[tuple[str, str]]:
    """Yield each line with some of the troubles, so that each trouble meets lines of most commands."""
    names = list(TROUBLES)
    for number, line in enumerate(LINES):
        for turn in range(EACH):
            yield line, names[(number * EACH + turn) % len(names)]


@pytest.mark.parametrize("command", dict.fromkeys(line.split()[0] for line in LINES))
def test_one_document_in_any_trouble(
    command: str, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output is one document of its schema, and an error names the exit code."""
    monkeypatch.setattr("aiwg.apply.state.locked", partial(lock.locked, wait=0.0))
    for line, name in pairs():
        if line.split()[0] != command:
            continue
        folder = tmp_path / f"{line} with {name}".replace("/", "-")
        shutil.copytree(base, folder, symlinks=True)
        with pytest.MonkeyPatch.context() as patch:
            for variable in ("CI", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
                patch.delenv(variable, raising=False)
            patch.setenv("HOME", str(folder / "home"))
            patch.chdir(folder / "project")
            TROUBLES[name](folder / "project", patch)
            capsys.readouterr()
            code = run([*line.split(), "--json"])
            os.chdir(tmp_path)
        assert wrong_with(capsys.readouterr().out, code) == [], f"{line} with {name}"


def wrong_with(printed: str, code: int) -> list[str]:
    """Return what is wrong with the output of a command that ended with an exit code."""
    try:
        document = json.loads(printed)
    except ValueError as error:
        return [f"{error}: {printed[:200]}"]
    if "schema" not in document:
        return [] if "$schema" in document else ["no schema"]
    found = wrong_in(document)
    if document["schema"].startswith("aiwg.error/") and (code == Exit.OK or document["exit"] != code):
        found.append(f"exit code {code}, and in the document {document['exit']}")
    return found


def test_every_command_with_json_is_tried() -> None:
    """Each command is among the lines, but those without --json."""
    assert {line.split()[0] for line in LINES} >= COMMANDS.keys() - WITHOUT_JSON


def test_an_interrupt_is_a_document(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that is interrupted before its document prints an error with 130, and after it nothing more."""
    monkeypatch.chdir(project)
    put(project / ".aiwg/rules/a.md", "Be kind.\n")

    def interrupt(*anything: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("aiwg.apply.apply._get_ready", interrupt)
        assert run(["deploy", "-p", "claude", "--json"]) == Exit.INTERRUPTED
    printed = capsys.readouterr().out
    assert wrong_with(printed, Exit.INTERRUPTED) == []
    assert json.loads(printed)["exit"] == Exit.INTERRUPTED
    with monkeypatch.context() as patch:
        patch.setattr("aiwg.cli.app._flush", interrupt)
        assert run(["deploy", "-p", "claude", "--json"]) == Exit.INTERRUPTED
    assert json.loads(capsys.readouterr().out)["schema"] == "aiwg.plan/1"


def test_an_error_after_the_document_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """What fails after the document of a run is said on standard error, and the next run prints a document again."""
    console.begin_output()
    console.say_json({"schema": "aiwg.version/1"})
    error = UserError("it failed.", exit=Exit.IO)
    console.print_error(error, as_json=True)
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"schema": "aiwg.version/1"}
    assert "it failed" in printed.err
    console.begin_output()
    console.print_error(error, as_json=True)
    assert json.loads(capsys.readouterr().out)["exit"] == Exit.IO
