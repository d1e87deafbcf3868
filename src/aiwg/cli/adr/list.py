"""aiwg adr list: the records with their status."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("list")
@click.option("--status", metavar="WORD", help="Only records with this status: proposed, accepted, superseded, ...")
@click.option(
    "--level",
    metavar="L",
    type=click.Choice(["L1", "L2", "L3", "L4", "L5"]),
    help="Only records that claim this level.",
)
@click.option("--since", metavar="DAY", help="Only records of this day or later: YYYY-MM-DD.")
@click.option("--form", metavar="F", help="Only records in this form: aiwg, nygard, madr, log4brains, other.")
@click.option("--tag", metavar="WORD", help="Only records with this tag.")
@click.option("--domain", metavar="NAME", help="Only records of this domain.")
@click.option("--in-force", is_flag=True, help="Only decisions in force: accepted and not superseded.")
@options.project
@options.as_json
def command(
    status: str | None,
    level: str | None,
    since: str | None,
    form: str | None,
    tag: str | None,
    domain: str | None,
    in_force: bool,
    project: Path,
    as_json: bool,
) -> int:
    """List the records: number, title, status, date, level, and the missing items of the next level."""
    from aiwg.commands.adr.list import Wanted, run_list

    return run_list(project, Wanted(status, level, since, form, tag, domain, in_force), as_json)
