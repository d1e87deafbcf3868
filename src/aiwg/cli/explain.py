"""aiwg explain: why a file is where it is."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("explain")
@click.argument("path", metavar="PATH", type=click.Path())
@options.project
@options.as_json
def command(path: str, project: Path, as_json: bool) -> int:
    """Say why a file is where it is: whose it is, what it holds, who reads it, and what became of it.

    A path below your home folder that is not in the project is looked up in the user scope.
    """
    from aiwg.commands.explain import run_explain

    return run_explain(path, project, as_json)
