"""aiwg adr accept: a record's status becomes Accepted."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("accept")
@record
@click.option("--force", is_flag=True, help="Accept an incomplete record, and list its missing parts.")
@options.project
@options.written_json
def command(number: str, force: bool, project: Path) -> int:
    """Set a record's status to Accepted, with today's date.

    Records that it supersedes become Superseded in the same step. aiwg refuses a record that does not meet L1 (exit 3).
    Only a person can accept: aiwg refuses the command in the shell of a coding agent (exit 7).
    """
    from aiwg.commands.adr.change import run_status

    return run_status(number, "Accepted", project, force)
