"""aiwg help: the help of a command, as its --help shows it."""

from __future__ import annotations

import click


@click.command("help")
@click.argument("names", metavar="[COMMAND]...", nargs=-1)
def command(names: tuple[str, ...]) -> int:
    """Show the help of aiwg or of a command.

    \b
    aiwg help            list all commands
    aiwg help deploy     the same as aiwg deploy --help
    aiwg help adr new    a command of a group
    """
    from aiwg.cli.group import application  # which imports this module by its name

    words = [name for name in names if not name.startswith("-")]
    application.main([*words, "--help"], prog_name="aiwg", standalone_mode=False, obj=(*words, "--help"))
    return 0
