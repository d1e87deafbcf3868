"""aiwg undo: the state before the last apply."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("undo")
@options.project
@options.scope
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would come back.")
@click.option("--force", is_flag=True, help="Restore over what changed since; it is backed up first.")
@options.as_json
def command(project: Path, scope: str, dry_run: bool, force: bool, as_json: bool) -> int:
    """Restore what was there before the last deploy, remove or undo.

    Undoing twice brings back what the first undo took away.
    """
    from aiwg.commands.undo import run_undo

    return run_undo(project, scope, dry_run, force, as_json)
