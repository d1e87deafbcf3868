"""aiwg adr check: which level holds, and what blocks the next."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import complete_record


@click.command("check")
@click.argument("numbers", metavar="[N]...", nargs=-1, shell_complete=complete_record)
@click.option(
    "--level",
    type=click.Choice(["L1", "L2", "L3", "L4", "L5"]),
    help="The level that must hold. Default: the one that a record claims, else L1.",
)
@options.project
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0, which code hosts show beside the lines.")
@options.verbose
def command(
    numbers: tuple[str, ...], level: str | None, project: Path, as_json: bool, as_sarif: bool, verbose: bool
) -> int:
    """Check records against the gates L1 to L5, and how they name each other.

    Exit 3 when a record does not hold the level that it claims or --level demands, when two do not agree, or when one
    cannot be read. Records in other forms are checked for what those ask.
    """
    from aiwg.commands.adr.check import run_check

    return run_check(numbers, level, project, as_json, as_sarif, verbose)
