"""aiwg adr supersede: one record takes the place of another."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import complete_record, record


@click.command("supersede")
@record
@click.option("--by", metavar="M", required=True, shell_complete=complete_record, help="The record that replaces it.")
@options.project
@options.written_json
def command(number: str, by: str, project: Path) -> int:
    """Mark record N as superseded by record M, in both."""
    from aiwg.commands.adr.change import run_supersede

    return run_supersede(number, by, project)
