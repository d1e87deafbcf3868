"""Every command fits a terminal of 80 and of 40 columns: no word is cut, no line is too long."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aiwg.cli.app import run
from aiwg.cli.group import application
from tests.test_architecture import FILES, SOURCE

from .command_lines import BY_ROOM, COMMAND_LINES, FOR_PROGRAMS
from .messy import make_messy
from .screen import first_difference, overflowing, terminal, words

WIDTHS = tuple(map(int, os.environ.get("AIWG_TERMINAL_WIDTHS", "80,40").split(",")))
"""Columns, the widest first; `make check-terminal` tries more."""

LINES = COMMAND_LINES.splitlines()


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the names of every command below one, groups too."""
    yield path
    if isinstance(command, click.Group):
        context = command.make_context("aiwg", [], resilient_parsing=True)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, (*path, name))


COMMANDS = list(commands(application))


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with the messy project, its home and its sources, and a copy of both."""
    folder = tmp_path_factory.mktemp("messy")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder / "home"))
        patch.setattr("aiwg.trust.policy.places.account_home", lambda: str(folder / "home"))
        make_messy(folder, patch)
        for name in ("project", "home"):
            shutil.copytree(folder / name, folder / "kept" / name, symlinks=True)
        yield folder


def printed(messy: Path, line: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a command line prints on a terminal, in the project as it was made."""
    os.chdir(messy)
    for name in ("project", "home"):
        shutil.rmtree(messy / name)
        shutil.copytree(messy / "kept" / name, messy / name, symlinks=True)
    monkeypatch.setenv("HOME", str(messy / "home"))
    monkeypatch.chdir(messy / "project")
    with terminal(monkeypatch, columns) as screen:
        run(shlex.split(line))
    return screen.getvalue()


@pytest.mark.parametrize("line", LINES)
def test_a_command_fits(line: str, messy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is wider than the terminal, and a narrow one gets the same words in the same order."""
    widest: list[str] = []
    for columns in WIDTHS:
        text = printed(messy, line, columns, monkeypatch)
        assert overflowing(text, columns) == []
        found = words(text)
        widest = widest or found
        if " ".join(line.split()[: 2 if line.startswith("adr") else 1]) not in BY_ROOM:
            assert found == widest, first_difference(widest, found)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_fits(path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """The help of every command fits, and says the same in any width."""
    widest: list[str] = []
    for columns in WIDTHS:
        with terminal(monkeypatch, columns) as screen:
            assert run([*path, "--help"]) == 0
        assert overflowing(screen.getvalue(), columns) == []
        found = words(screen.getvalue())
        widest = widest or found
        assert found == widest, first_difference(widest, found)


def test_every_command_is_tried() -> None:
    """No command is forgotten that a person reads."""
    tried = {" ".join(line.split()[:2]) for line in LINES} | {line.split()[0] for line in LINES} | set(FOR_PROGRAMS)
    groups = {path[:-1] for path in COMMANDS if path}
    assert {" ".join(path) for path in COMMANDS if path not in groups} <= tried


def test_a_line_that_is_not_broken_is_found(messy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check sees every line that goes out as it is."""
    monkeypatch.setattr("aiwg.output.console.fit_text", lambda text, columns: text)
    assert overflowing(printed(messy, "status", 40, monkeypatch), 40) != []


ON_THEIR_OWN = {"output/console.py", "cli/completion.py", "__main__.py", "templates/hook.py"}
"""Modules that may print by themselves: the console, a program for the shell, and programs without a console."""


def test_everything_goes_through_the_console() -> None:
    """Nothing else prints or asks, so that nothing passes by the widths, the colours and the escapes."""
    prints = re.compile(r"(?<![\w.])(print|input|click\.(echo|secho|prompt|confirm|progressbar))\(")
    found = {file.relative_to(SOURCE).as_posix() for file in FILES if prints.search(file.read_text(encoding="utf-8"))}
    assert found <= ON_THEIR_OWN
