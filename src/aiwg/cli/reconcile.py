"""aiwg reconcile: edits of deployed files back into the source."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("reconcile")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@options.project
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; write every edit.")
@click.option("--dry-run", is_flag=True, help="Show what would be written. Write nothing.")
@options.as_json
def command(paths: tuple[str, ...], project: Path, yes: bool, dry_run: bool, as_json: bool) -> int:
    """Write edits of deployed files back into the source.

    aiwg shows each edit and asks. An edit of a bundled artifact becomes a copy
    in .aiwg/. What cannot go back is reported with the reason.
    """
    from aiwg.commands.reconcile import ReconcileOptions, run_reconcile

    return run_reconcile(ReconcileOptions(project, paths, yes, dry_run, as_json))
