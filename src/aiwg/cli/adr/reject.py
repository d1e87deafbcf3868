"""aiwg adr reject: a record's status becomes Rejected."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("reject")
@record
@options.project
@options.written_json
def command(number: str, project: Path) -> int:
    """Set a record's status to Rejected, with today's date.

    If it was to supersede a record, that record stays in force, and aiwg removes the link. Only a person can reject.
    """
    from aiwg.commands.adr.change import run_status

    return run_status(number, "Rejected", project)
