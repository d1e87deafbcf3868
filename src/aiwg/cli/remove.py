"""aiwg remove: take ours away, leave the rest byte for byte."""

from __future__ import annotations

import time
from pathlib import Path

import click

from aiwg.cli import options


@click.command("remove")
@options.platform("Only this platform's files; what others share stays. Repeatable; default: all.")
@options.project
@options.scope
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would go.")
@options.as_json
@options.quiet
@options.verbose
def command(
    platforms: tuple[str, ...],
    project: Path,
    scope: str,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Take everything of ours away again, or one platform's.

    Files, blocks and keys that you edited stay; aiwg lists them.
    """
    from aiwg.commands.deploy import OutputOptions, run_deploy
    from aiwg.deployment.intent import Remove, Targets

    intent = Remove(Targets(project, scope, platforms))
    done = f"Removed {', '.join(platforms)}" if platforms else "Removed everything aiwg wrote"
    return run_deploy(intent, OutputOptions(dry_run, False, as_json, quiet, verbose, time.perf_counter(), done=done))
