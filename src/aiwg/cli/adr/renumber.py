"""aiwg adr renumber: a number that two records took is put right."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import complete_record


@click.command("renumber")
@click.argument("number", metavar="[N]", required=False, shell_complete=complete_record)
@click.option("--to", type=click.IntRange(min=0), metavar="M", help="The new number; the next free one by default.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@options.project
def command(number: str | None, to: int | None, dry_run: bool, project: Path) -> int:
    """Give records whose number another one has the next free number: file name, id, links and index follow.

    Of two records the one decided first keeps the number, else the one with the earlier date. With N (a file name
    where a number names two) only that record changes.
    """
    from aiwg.commands.adr.renumber import run_renumber

    if to is not None and number is None:
        raise click.UsageError("--to needs N.")
    return run_renumber(number, to, project, dry_run)
