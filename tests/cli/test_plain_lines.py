"""A plain command line is read without click as click reads it; every other one is left to click."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import click
import plain_lines
import pytest

from aiwg.cli import calls
from aiwg.cli.app import run
from aiwg.cli.group import application, run_by_click
from aiwg.cli.plain_line import run_plain
from aiwg.cli.plain_table import OPTIONS
from aiwg.core.errors import UserError
from tests.conftest import put

LINES = 400
VALUES = ("cursor", "a,b", " , x", "", "-q", "--json", "project", "user", "docs", "missing/one", "locked", "é", "a=b")
STRANGE = ("--help", "-h", "--forc", "-qv", "-pcursor", "--no-frozen", "--frozen", "word", "--", "--quiet=1", "-q=1")


def test_the_table_is_what_click_declares() -> None:
    """The table says what tools/plain_lines.py makes of click's declarations now."""
    scope: dict[str, Any] = {}
    exec(plain_lines.text(), scope)
    written: dict[str, Any] = {}
    exec(plain_lines.TABLE.read_text(encoding="utf-8"), written)
    assert scope["OPTIONS"] == written["OPTIONS"]
    assert scope["DEFAULTS"] == written["DEFAULTS"]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the list of calls that the commands make, without their work, from a folder inside a project."""
    made: list[tuple[str, dict[str, Any]]] = []
    for name in OPTIONS:

        def remember(arguments: Any, started: float, *, _name: str = name, **values: Any) -> int:
            made.append((_name, values))
            return 0

        monkeypatch.setattr(calls, name, remember)
    put(tmp_path / "project" / "aiwg.yaml", "")
    put(tmp_path / "project" / "below" / "docs" / "file", "")
    put(tmp_path / "project" / "below" / "locked", "")
    (tmp_path / "project" / "below" / "locked").chmod(0)
    monkeypatch.chdir(tmp_path / "project" / "below")
    return made


def a_line(chosen: random.Random) -> list[str]:
    """Return a command line, most of them plain."""
    name = chosen.choice(list(OPTIONS))
    words = [name]
    for _ in range(chosen.randint(0, 4)):
        option = chosen.choice([*OPTIONS[name], *STRANGE]) if chosen.random() < 0.1 else chosen.choice([*OPTIONS[name]])
        form = OPTIONS[name].get(option, ("", "flag"))[1]
        if form == "flag":
            words.append(option)
        elif chosen.random() < 0.3:
            words.append(f"{option}={chosen.choice(VALUES)}")
        else:
            words += [option, *([chosen.choice(VALUES)] if chosen.random() < 0.95 else [])]
    return words


def test_plain_lines_are_read_as_click_reads_them(
    called: list[tuple[str, dict[str, Any]]], capfd: pytest.CaptureFixture[str]
) -> None:
    """Where a line is read without click, click calls the same with the same values, and says as much."""
    chosen, plain = random.Random(11), 0
    for _ in range(LINES):
        line = a_line(chosen)
        called.clear()
        capfd.readouterr()
        code = run_plain(line)
        if code is None:
            assert called == []
            continue
        plain += 1
        said = capfd.readouterr()
        assert run_by_click(line) == code
        assert called[0] == called[1], line
        assert capfd.readouterr() == said
    assert LINES / 4 < plain < LINES


@pytest.mark.parametrize(
    "words", [["--help"], ["--forc"], ["-qv"], ["word"], ["--scope", "all"], ["--project"], ["--"]]
)
def test_other_lines_are_left_to_click(words: list[str]) -> None:
    """What has no plain form is not read here, whatever the command."""
    for name in OPTIONS:
        assert run_plain([name, *words]) is None


def test_errors_of_click_keep_their_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong option ends with the code for usage, help with 0."""
    assert run(["deploy", "--nothing"]) == 2
    assert run(["deploy", "--help"]) == 0
    assert application.get_command(click.Context(application), "deploy") is not None
    assert "there is no option --nothing here" in capsys.readouterr().err
    with pytest.raises(UserError):
        run_by_click(["deploi"])
