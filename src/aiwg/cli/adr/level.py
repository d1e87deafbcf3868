"""aiwg adr level: the level that a record claims."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("level")
@record
@click.argument("level", metavar="[L]", required=False, type=click.Choice(["L1", "L2", "L3", "L4", "L5"]))
@options.project
@options.written_json
def command(number: str, level: str | None, project: Path) -> int:
    """Write the level of record N: the highest one that it meets, or L if it meets L (exit 3 if not)."""
    from aiwg.commands.adr.sign import run_level

    return run_level(number, level, project)
