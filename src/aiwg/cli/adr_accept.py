"""aiwg adr accept: a record's status becomes Accepted."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr_options import record


@click.command("accept")
@record
@options.project
def command(number: str, project: Path) -> int:
    """Set a record's status to Accepted, with today's date, wherever the record says it.

    In our form the status it had stays as a step of the review process. Nothing else changes.
    """
    from aiwg.cli.adr_run_change import run_status

    return run_status(number, "Accepted", project)
