"""The style check reads the help of all commands: its width, and options whose help is about another command."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from style.check import Rules, check_help, check_template
from style.help import WIDTH, commands

from aiwg.cli.group import application

RULES = Rules.load()


def group(*below: click.Command) -> click.Group:
    """Return a command line with these commands."""
    return click.Group("tool", {each.name or "": each for each in below})


def command(name: str, *texts: tuple[str, str], help: str = "Do it.") -> click.Command:
    """Return a command with options, each a name and a help text."""
    return click.Command(name, params=[click.Option([option], help=text) for option, text in texts], help=help)


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (group(command("undo", ("--scope", "Deploy into the project."))), "about another command, deploy"),
        (group(command("show", ("--all", "Remove it."))), "about another command, remove"),
        (group(command("diff", ("--all", "Approve it."))), "about another command, trust"),
        (group(command("a", ("--x", "Only this.")), command("b", ("--x", "Only this."))), "one help for several"),
        (group(command("a", help="\b\n" + "x " * WIDTH)), f"wider than {WIDTH}"),
    ],
)
def test_a_planted_fault_of_a_help_text_is_found(root: click.Group, message: str) -> None:
    """Another command's verb, one text for two commands, and a line that is too wide are found."""
    found = [slip.message for slip in check_help(root, "tool", RULES)]
    assert [text for text in found if message in text] == found != []


@pytest.mark.parametrize(
    "root",
    [
        group(command("deploy", ("--scope", "Deploy into the project."))),
        group(command("tag", ("--remove", "Remove this tag."))),
        group(*(command(name, ("--json", "Print JSON for programs.")) for name in ("a", "b"))),
    ],
)
def test_a_help_text_that_fits_is_accepted(root: click.Group) -> None:
    """The own verb, the verb that the option names, and the texts for all commands are accepted."""
    assert list(check_help(root, "tool", RULES)) == []


def test_all_help_texts_of_the_product_hold() -> None:
    """No help text of a command or of an option breaks a rule; old option names are in none of them."""
    found = list(commands(application, "aiwg"))
    assert len(found) > 50
    assert list(check_help(application, "aiwg", RULES)) == []
    assert "--accept-freer" not in "\n".join(each.help for each in found)


def test_templates_are_read() -> None:
    """A banned word and a banned opening are found in comments and lines of a template."""
    text = "# What aiwg writes.\n- It is ours.\n"
    assert [slip.line for slip in check_template(Path("templates/a.j2"), text, RULES)] == [1, 2]
