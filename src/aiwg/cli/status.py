"""aiwg status: what is deployed here and what has drifted."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("status")
@options.project
@options.scope
@options.as_json
@options.verbose
def command(project: Path, scope: str, as_json: bool, verbose: bool) -> int:
    """Say what is deployed here and what has drifted. Nothing is written.

    Drift is what you edited or deleted since we wrote it, and what a deploy would change.
    """
    from aiwg.commands.status import run_status

    return run_status(project, scope, as_json, verbose)
