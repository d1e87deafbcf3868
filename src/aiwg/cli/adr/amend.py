"""aiwg adr amend: one record changes a part of another."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import complete_record, record


@click.command("amend")
@record
@click.option("--by", metavar="M", required=True, shell_complete=complete_record, help="The record that changes it.")
@options.project
@options.written_json
def command(number: str, by: str, project: Path) -> int:
    """Mark record N as amended by record M, in both. N stays in force."""
    from aiwg.commands.adr.change import run_amend

    return run_amend(number, by, project)
