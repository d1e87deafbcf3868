"""aiwg adr show: one record, for reading."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("show")
@record
@options.project
@options.as_json
def command(number: str, project: Path, as_json: bool) -> int:
    """Show a record: by number, id or file name."""
    from aiwg.commands.adr.show import run_show

    return run_show(number, project, as_json)
