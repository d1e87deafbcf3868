"""aiwg reconcile: edits of deployed files back into the source."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("reconcile")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@options.project
@click.option("-y", "--yes", is_flag=True, help="Write every edit that needs no decision, without asking.")
@click.option("--allow-weaker-permissions", is_flag=True, help="With --yes: write edits that remove a restriction too.")
@click.option("--prefer-edits", is_flag=True, help="With --yes: if the source changed too, use the edited file.")
@click.option("--dry-run", is_flag=True, help="Show the changes. Write nothing.")
@options.as_json
def command(
    paths: tuple[str, ...],
    project: Path,
    yes: bool,
    allow_weaker_permissions: bool,
    prefer_edits: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Write edits of deployed files back into the source.

    aiwg shows each change and asks: y, n, or a for all of them. An edit of a
    bundled artifact becomes a copy in .aiwg/. aiwg reports each edit that
    cannot go back, with the reason and the next command.
    """
    from aiwg.commands.reconcile import ReconcileOptions, run_reconcile

    wish = ReconcileOptions(project, paths, yes, dry_run, as_json, allow_weaker_permissions, prefer_edits)
    return run_reconcile(wish)
