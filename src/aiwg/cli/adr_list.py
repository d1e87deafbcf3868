"""aiwg adr list: the records with their status."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("list")
@click.option("--status", metavar="WORD", help="Only those with this status: proposed, accepted, superseded, ...")
@click.option(
    "--level", metavar="L", type=click.Choice(["L1", "L2", "L3", "L4", "L5"]), help="Only those that claim this level."
)
@click.option("--since", metavar="DAY", help="Only those of this day or later: YYYY-MM-DD.")
@click.option("--form", metavar="F", help="Only those in this form: aiwg, nygard, madr, log4brains, other.")
@options.project
@options.as_json
def command(
    status: str | None, level: str | None, since: str | None, form: str | None, project: Path, as_json: bool
) -> int:
    """List the records: number, title, status, date, the level they claim, and how much blocks the next."""
    from aiwg.cli.adr_run_list import run_list

    return run_list(project, status, level, since, form, as_json)
