"""aiwg remove: take ours away, leave the rest byte for byte."""

from __future__ import annotations

import time
from pathlib import Path

import click

from aiwg.cli import options


@click.command("remove")
@options.platform("Only this platform's files; shared files stay. Repeatable; default: all.")
@options.project
@options.scope_for("Remove files from the project, or from your home folder.")
@click.option("--dry-run", is_flag=True, help="List the files to delete. Write nothing.")
@click.option("--diff", "show_diff", is_flag=True, help="Show the removed lines.")
@options.as_json
@options.quiet
@options.verbose
def command(
    platforms: tuple[str, ...],
    project: Path,
    scope: str,
    dry_run: bool,
    show_diff: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Delete everything aiwg wrote, or the files of one platform. Your own files stay exactly as they are.

    Files, blocks and keys that you edited stay too; aiwg lists them.
    """
    from aiwg.commands.deploy import OutputOptions, run_deploy
    from aiwg.deployment.intent import Remove, Targets

    intent = Remove(Targets(project, scope, platforms))
    done = f"Removed {', '.join(platforms)}" if platforms else "Removed everything aiwg wrote"
    manner = OutputOptions(dry_run, show_diff, as_json, quiet, verbose, time.perf_counter(), done=done)
    return run_deploy(intent, manner)
