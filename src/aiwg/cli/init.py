"""aiwg init: aiwg.yaml and a source to start from."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("init")
@options.platform("A platform to name in aiwg.yaml. Repeatable; default: those that the project shows signs of.")
@options.project
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; take the default.")
def command(platforms: tuple[str, ...], project: Path, yes: bool) -> int:
    """Set up a project: aiwg.yaml and a source in .aiwg/ to start from.

    What is there already stays as it is.
    """
    from aiwg.commands.init import run_init

    return run_init(project, platforms, ask=not yes)
