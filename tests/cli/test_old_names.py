"""Old names of options and settings keep working, and nothing shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from aiwg.cli.app import COMPLETING
from aiwg.cli.group import application
from aiwg.cli.options import RenamedOption
from aiwg.config import read_config
from aiwg.config.schema import SCHEMA

from .conftest import Runner, put

DENY = "deny: [read(.env)]\n"


def renamed(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], RenamedOption]]:
    """Yield each option with old names, with its command, of a command and all below it."""
    context = click.Context(command)
    yield from ((path, each) for each in command.params if isinstance(each, RenamedOption))
    if not isinstance(command, click.Group):
        return
    for name in command.list_commands(context):
        if below := command.get_command(context, name):
            yield from renamed(below, (*path, name))


OLD = [(path, option, old) for path, option in renamed(application) for old in option.old_names]


def test_some_options_have_old_names() -> None:
    """The options that were renamed are known."""
    assert {old for _, _, old in OLD} >= {"--accept-freer", "--surface"}


@pytest.mark.parametrize(("path", "option", "old"), OLD, ids=lambda each: each if isinstance(each, str) else "")
def test_an_old_name_sets_the_same_and_stays_hidden(path: tuple[str, ...], option: RenamedOption, old: str) -> None:
    """The old and the new name give one value; neither help nor completion shows the old one."""
    command: click.Command = application
    for name in path:
        assert isinstance(command, click.Group)
        below = command.get_command(click.Context(command), name)
        assert below is not None
        command = below
    value = [] if option.is_flag else ["x"]
    needed = [each.make_metavar(click.Context(command)) for each in command.params if isinstance(each, click.Argument)]
    given = [
        command.make_context(path[-1], [*needed[:1], name, *value], resilient_parsing=True).params[option.name or ""]
        for name in (old, option.opts[0])
    ]
    assert given[0] == given[1] not in (None, False)
    assert old not in command.get_help(click.Context(command))
    offered = ShellComplete(application, {}, "aiwg", COMPLETING).get_completions(list(path), "--")
    assert option.opts[0] in {each.value for each in offered}
    assert old not in {each.value for each in offered}


@pytest.mark.parametrize("name", ["--allow-weaker-permissions", "--accept-freer"])
def test_a_lost_restriction_is_accepted_by_either_option(aiwg: Runner, project: Path, name: str) -> None:
    """A deploy that would lose a deny goes on with the new and with the old option."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    put(project / ".aiwg/permissions.yaml", DENY)
    said = aiwg("deploy", "-p", "beta", expect=7).err
    assert "Beta cannot enforce deny read(.env): " in said
    assert "Agents there can read .env." in said
    assert "--allow-weaker-permissions" in said
    aiwg("deploy", "-p", "beta", name)


@pytest.mark.parametrize(
    "keys", [["allow_weaker_permissions"], ["accept_freer"], ["accept_freer", "allow_weaker_permissions"]]
)
def test_either_key_accepts_a_platform(project: Path, keys: list[str]) -> None:
    """aiwg.yaml takes the new key and the old one, and both together."""
    put(project / "aiwg.yaml", "".join(f"{key}: [{key[:3]}]\n" for key in keys))
    assert set(read_config(project).accept_freer) == {key[:3] for key in keys}


def test_old_keys_are_marked_in_the_schema() -> None:
    """The schema of aiwg.yaml marks an old key as deprecated and names the new one."""
    old = {name: each for name, each in SCHEMA["properties"].items() if each.get("deprecated")}
    assert set(old) == {"accept_freer"}
    assert all(any(new in each["description"] for new in SCHEMA["properties"]) for each in old.values())
    json.dumps(SCHEMA)
