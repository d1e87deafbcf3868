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
    help="The required level. Default: the level that a record claims, else L1.",
)
@options.project
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0; code hosts show it at the lines.")
@click.option("-v", "--verbose", is_flag=True, help="List every record.")
def command(
    numbers: tuple[str, ...], level: str | None, project: Path, as_json: bool, as_sarif: bool, verbose: bool
) -> int:
    """Check records against the levels L1 to L5, and check the links between them.

    Exit 3 if a record does not meet the level that it claims or that --level requires, if two records disagree, or if
    aiwg cannot read one. aiwg checks records in other forms by the rules of those forms.
    """
    from aiwg.commands.adr.check import run_check

    return run_check(numbers, level, project, as_json, as_sarif, verbose)
