"""aiwg adr accept: a record's status becomes Accepted."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("accept")
@record
@click.option("--force", is_flag=True, help="Accept a record that is not filled in, and show what is missing.")
@options.project
def command(number: str, force: bool, project: Path) -> int:
    """Set a record's status to Accepted, with today's date, wherever the record says it.

    Records that it supersedes become Superseded in the same step. A record that does not meet L1 is refused (exit 3).
    Only a person can accept: in the shell of a coding agent the command is refused (exit 7).
    """
    from aiwg.commands.adr.change import run_status

    return run_status(number, "Accepted", project, force)
