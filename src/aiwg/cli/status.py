"""aiwg status: what is deployed here and what has drifted."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("status")
@options.project
@options.scope_for("Show the project, or your home folder.")
@options.as_json
@options.verbose
def command(project: Path, scope: str, as_json: bool, verbose: bool) -> int:
    """Show deployed files, your edits, and the changes that a deploy would make. Write nothing."""
    from aiwg.cli import calls

    return calls.status((), 0.0, project=project, scope=scope, as_json=as_json, verbose=verbose)
