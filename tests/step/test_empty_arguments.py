"""An empty argument, as of a script whose variable is not set, is an error: it never widens what a command does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aiwg.cli.app import run
from aiwg.cli.group import FittingContext, application
from aiwg.core.errors import Exit
from tests.conftest import put, stats


def commands(group: click.Group, names: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield each command below a group, with the words that call it."""
    context = FittingContext(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*names, name))
        else:
            yield (*names, name), command


def valued(command: click.Command) -> Iterator[str]:
    """Yield each spelling of the options of a command that take a value."""
    for each in command.params:
        if isinstance(each, click.Option) and not each.is_flag and not each.count:
            yield from each.opts


CASES = [(*words, option) for words, command in commands(application) for option in valued(command)]


@pytest.fixture
def deployed(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a deployed rule, which is the current folder."""
    monkeypatch.chdir(project)
    put(project / "aiwg.yaml", "bundles: []\n")
    put(project / ".aiwg/rules/a.md", "Be kind.\n")
    assert run(["deploy", "-q", "-p", "claude"]) == Exit.OK
    return project


def test_every_option_refuses_an_empty_value(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each option of each command with an empty value ends with 2, says which one, and changes nothing."""
    before = stats(deployed)
    assert len(CASES) > 150
    for case in CASES:
        *words, option = case
        ways = [[option, ""]] + ([[f"{option}="]] if option.startswith("--") else [])
        for way in ways:
            assert run([*words, *way]) == Exit.USAGE, case
            said = capsys.readouterr().err
            assert f"{option} is empty" in said, said
    assert stats(deployed) == before


@pytest.mark.parametrize("value", [",", " ", " , ,", "\t"])
@pytest.mark.parametrize("command", ["remove", "deploy", "sync --check", "doctor", "diff", "status", "budget"])
def test_a_list_without_a_name_is_refused(command: str, value: str, deployed: Path) -> None:
    """A list of platforms in which nothing stands is not all platforms."""
    before = stats(deployed)
    assert run([*command.split(), "--platform", value]) == Exit.USAGE
    assert stats(deployed) == before


@pytest.mark.parametrize(
    "line", [["trust", "--yes", ""], ["explain", ""], ["report", ""], ["lint", ""], ["update", ""]]
)
def test_an_empty_word_is_refused(line: list[str], deployed: Path) -> None:
    """An argument that is empty is an error, not a missing one."""
    before = stats(deployed)
    assert run(line) == Exit.USAGE
    assert stats(deployed) == before
