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
    """Explain a file: its owner, its content, its readers, its state, and the reason for its place.

    If PATH is in your home folder and not in the project, aiwg looks it up in the user scope.
    """
    from aiwg.commands.explain import run_explain

    return run_explain(path, project, as_json)
