"""aiwg adr status: a record's status becomes what was typed."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("status")
@record
@click.argument("status", metavar="S", nargs=-1, required=True)
@options.project
@options.written_json
def command(number: str, status: tuple[str, ...], project: Path) -> int:
    """Set a record's status to S, with today's date.

    Any text is allowed; the levels use Proposed, Accepted, Rejected, Deprecated and Superseded by.
    """
    from aiwg.commands.adr.change import run_status

    return run_status(number, " ".join(status), project)
