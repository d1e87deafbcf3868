"""aiwg adr renumber: a number that two records took is put right."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import complete_record


@click.command("renumber")
@click.argument("number", metavar="[N]", required=False, shell_complete=complete_record)
@click.option("--to", type=click.IntRange(min=0), metavar="M", help="The new number. Default: the next free one.")
@click.option("--dry-run", is_flag=True, help="Show the changes. Write nothing.")
@options.project
@options.written_json
def command(number: str | None, to: int | None, dry_run: bool, project: Path) -> int:
    """Give a record that shares its number the next free one, in its file name, id, links and index.

    The record that was decided first keeps the number, else the one with the earlier date. With N, aiwg changes only
    that record; if two records have the number, name the file.
    """
    from aiwg.commands.adr.renumber import run_renumber

    if to is not None and number is None:
        raise click.UsageError("--to needs N.")
    return run_renumber(number, to, project, dry_run)
