"""aiwg undo: the state before the last apply."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("undo")
@options.project
@options.scope_for("Undo changes in the project, or in your home folder.")
@click.option("--dry-run", is_flag=True, help="List the files to restore. Write nothing.")
@click.option("--force", is_flag=True, help="Overwrite files that changed since; aiwg backs them up first.")
@options.as_json
def command(project: Path, scope: str, dry_run: bool, force: bool, as_json: bool) -> int:
    """Restore the state before the last deploy, remove or undo.

    A second undo reverses the first one.
    """
    from aiwg.commands.undo import run_undo

    return run_undo(project, scope, dry_run, force, as_json)
