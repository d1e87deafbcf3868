"""The help texts of all commands: their width, and options whose help belongs to another command."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import click

from aiwg.core.dataclass import dataclass

WIDTH = 80
"""Columns of the narrowest usual terminal."""


@dataclass(frozen=True)
class Command:
    """One command: the words that a person types, its help at 80 columns, and its options that have a help."""

    path: str
    help: str
    options: tuple[click.Option, ...]

    @property
    def verb(self) -> str:
        """The word that names the act: the last one."""
        return self.path.split()[-1]


def commands(root: click.Command, name: str) -> Iterator[Command]:
    """Yield a command and all commands below it."""
    yield from _walk(root, click.Context(root, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH))


def _walk(command: click.Command, context: click.Context) -> Iterator[Command]:
    options = tuple(each for each in command.params if isinstance(each, click.Option) and each.help)
    yield Command(context.command_path, command.get_help(context), options)
    if not isinstance(command, click.Group):
        return
    for verb in command.list_commands(context):
        below = command.get_command(context, verb)
        if below is not None:
            inner = click.Context(below, context, verb, terminal_width=WIDTH, max_content_width=WIDTH)
            yield from _walk(below, inner)


def help_slips(found: Sequence[Command], verbs: Mapping[str, Sequence[str]], shared: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with the help of commands.

    `verbs` are the words for the act of a command, which the help of another command's option may not begin with.
    `shared` are the help texts that fit each command which has the option; others may be used only once.
    """
    uses: dict[tuple[str, str], list[str]] = defaultdict(list)
    for command in found:
        for line in command.help.splitlines():
            if len(line) > WIDTH:
                yield f"{command.path}: a line of help is wider than {WIDTH}: {line.strip()}"
        for option in command.options:
            name, text = max(option.opts, key=len), option.help or ""
            uses[name, text].append(command.path)
            owner = _owner(text, verbs)
            if owner and owner != command.verb and not any(word in name for word in (owner, *verbs[owner])):
                yield f"{command.path} {name}: its help is about another command, {owner}: {text}"
    for (name, text), paths in uses.items():
        if len(paths) > 1 and text not in shared:
            yield f"{', '.join(paths)}: {name} has one help for several commands: {text}"


def _owner(text: str, verbs: Mapping[str, Sequence[str]]) -> str | None:
    """Return the command whose act a help text begins with, or None."""
    word = re.match(r"\w+", text.lower())
    return next((command for command, words in verbs.items() if word and word[0] in words), None)
