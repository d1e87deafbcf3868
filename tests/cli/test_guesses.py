"""Commands and options of other tools, plurals, slips: answered with a line that works here, and nothing runs."""

from __future__ import annotations

import contextlib
import itertools
import shlex
from pathlib import Path

import click
import pytest

from aiwg.artifact.kinds import KINDS
from aiwg.cli.app import COMMANDS
from aiwg.cli.group import application
from aiwg.cli.guesses import lines_meant
from aiwg.cli.other_names import COMMANDS as OTHER_COMMANDS
from aiwg.cli.other_names import NEEDLESS, OPTIONS, OTHER_COMMAND
from tests.conftest import tree

from .conftest import Runner

ANSWERS = {
    "deploy alpha": "aiwg deploy -p alpha",
    "deploy alfa,beta --dryrun": "aiwg deploy -p alfa,beta --dry-run",
    "remove alpha": "aiwg remove -p alpha",
    "install": "aiwg deploy",
    "install alpha": "aiwg deploy -p alpha",
    "install owner/repo": "aiwg add owner/repo",
    "i https://git.example.com/x.git": "aiwg add https://git.example.com/x.git",
    "uninstall": "aiwg remove",
    "uninstall beta": "aiwg remove -p beta",
    "generate --targets alpha,beta": "aiwg deploy -p alpha,beta",
    "generate --targets=alpha --features rules": "aiwg deploy -p alpha --kind rules",
    "apply --agents alpha": "aiwg deploy -p alpha",
    "apply -n": "aiwg deploy --dry-run",
    "use sdlc --provider alpha": "aiwg deploy -p alpha",
    "ls": "aiwg list",
    "ls rules": "aiwg list rules",
    "watch": "aiwg sync --watch",
    "validate": "aiwg lint",
    "upgrade": "aiwg update",
    "rules": "aiwg list rule",
    "Skill": "aiwg list skill",
    "deplyo -p alpha": "aiwg deploy -p alpha",
    "DEPLOY -p alpha": "aiwg deploy -p alpha",
    "deploy --target alpha": "aiwg deploy -p alpha",
    "deploy --tool=alpha": "aiwg deploy -p alpha",
    "deploy --editor alpha -y": "aiwg deploy -p alpha",
    "deploy -t alpha -g": "aiwg deploy -p alpha --scope user",
    "deploy --check": "aiwg sync --check",
    "deploy -w": "aiwg sync --watch",
    "deploy -y": "aiwg deploy",
    "deploy --dry-rnu": "aiwg deploy --dry-run",
    "status --format json": "aiwg status --json",
    "status --output=json": "aiwg status --json",
    "add owner/repo --branch main": "aiwg add owner/repo --ref main",
    "add-skill release": "aiwg new skill release",
    "scaffold": "aiwg new KIND ID",
    "context --tool alpha": "aiwg context alpha",
    "deploy --all": "aiwg deploy -p all",
    "sync --force": "aiwg deploy --force",
    "sync -p alpha": "aiwg deploy -p alpha",
    "remove --all": "aiwg remove",
    "-v": "aiwg version",
    "adr lst": "aiwg adr list",
}
UNANSWERED = ("zzzzzz", "deploy --nonsense x", "deploy my-skill", "list rule --json x", "status --format yaml")
NAMES = list(COMMANDS)


def find(name: str) -> click.Command | None:
    """Return the command of a name."""
    return application.get_command(click.Context(application), name)


def check_parses(line: str) -> None:
    """Raise click.UsageError for a line that its own command would not take; a word in capitals stands for any."""
    program, name, *words = shlex.split(line)
    command = find(name)
    assert program == "aiwg"
    assert command is not None
    if not any(word.isupper() for word in words):
        with contextlib.suppress(click.exceptions.Exit):  # --help
            command.make_context(name, words, resilient_parsing=isinstance(command, click.Group))


@pytest.mark.parametrize("typed", ANSWERS)
def test_a_guess_is_answered_with_the_line_that_was_meant(aiwg: Runner, project: Path, typed: str) -> None:
    """The answer names one line to copy, ends with 2, prints nothing else, and writes nothing."""
    said = aiwg(*typed.split(), expect=2)
    assert said.out == ""
    assert said.err.splitlines()[1:] == [f"  Did you mean: {ANSWERS[typed]}"]
    assert tree(project, skip=()) == {}


@pytest.mark.parametrize("typed", UNANSWERED)
def test_nothing_is_guessed_where_nothing_is_near(aiwg: Runner, typed: str) -> None:
    """A command or an option that is like none is no guess: the answer says where the help is."""
    said = aiwg(*typed.split(), expect=2)
    assert "Did you mean" not in said.out + said.err
    assert "help" in said.out + said.err


@pytest.mark.parametrize("name", [*sorted(OTHER_COMMANDS), *KINDS])
def test_every_other_name_is_answered_with_lines_that_parse(name: str) -> None:
    """Whatever stands behind a name of another tool, each line of the answer is one that aiwg takes, and fits."""
    for more in ([], ["something"], ["owner/repo", "--yes"], ["--provider", "alpha"], ["-t", "alpha", "--dryrun"]):
        lines = lines_meant([name, *more], NAMES, find)
        assert lines != []
        assert len(lines) <= 3
        for line in lines:
            assert len(line) <= 60
            check_parses(line)


@pytest.mark.parametrize("command", NAMES)
def test_every_other_option_of_every_command_is_answered_with_a_line_that_parses(command: str) -> None:
    """An option of another tool on any command gives a line that aiwg takes, or none: never one that fails again."""
    others = (*OPTIONS, *NEEDLESS, *(option for name, option in OTHER_COMMAND if name == command))
    forms = itertools.cycle(([], ["alpha"], ["=alpha"]))
    for option, more in zip(others, forms, strict=False):
        typed = [f"{option}{more[0]}"] if more == ["=alpha"] else [option, *more]
        for line in lines_meant([command, *typed], NAMES, find, wrong=option):
            check_parses(line)


def test_no_other_name_is_a_command_of_ours() -> None:
    """A name in the table that became a command would never be looked up: it has to go."""
    assert OTHER_COMMANDS.keys() & COMMANDS.keys() == set()


@pytest.mark.parametrize("words", [(), ("deploy",), ("adr", "new"), ("adr",), ("sync",), ("help",)], ids=" ".join)
def test_help_is_the_help_of_the_command(aiwg: Runner, words: tuple[str, ...]) -> None:
    """`aiwg help X` prints what `aiwg X --help` prints."""
    assert aiwg("help", *words) == aiwg(*words, "--help")


def test_help_of_no_command_suggests_one(aiwg: Runner) -> None:
    """Help of a misspelt command ends with 2 and the closest one."""
    assert "Did you mean: aiwg deploy --help" in aiwg("help", "deplyo", expect=2).err
    assert "Did you mean: aiwg adr new" in aiwg("help", "adr", "nwe", expect=2).err


def test_version_is_the_version(aiwg: Runner) -> None:
    """`aiwg version` prints what --version prints, for programs too."""
    assert aiwg("version").out == aiwg("--version").out
    assert aiwg("version").out == f"aiwg {aiwg('version', '--json').json['version']}\n"


def test_aiwg_alone_says_how_the_project_stands(aiwg: Runner, project: Path) -> None:
    """Without a command aiwg says in a line how this project stands, and names commands that there are."""
    assert "This folder is not set up yet. Next: aiwg init" in aiwg().out
    aiwg("init", "-p", "alpha", "--start", "mine")
    assert "Project project is set up, and nothing is deployed yet. Next: aiwg deploy" in aiwg().out
    aiwg("deploy", "-q")
    before = tree(project, skip=())
    said = aiwg().out
    assert "Project project: 1 file for alpha. Is it up to date? aiwg status" in said
    assert tree(project, skip=()) == before
    for line in said.splitlines():
        assert len(line) <= 80
        if line.startswith("  aiwg "):
            assert line.split()[1] in COMMANDS
    (project / ".aiwg/manifest.json").write_text("{")
    assert "aiwg cannot read its records here. Next: aiwg status" in aiwg().out
