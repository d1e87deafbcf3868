"""aiwg adr export: all records for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("export")
@options.project
@click.option("--json", "as_json", is_flag=True, help="Print JSON. This is the default and the only form.")
def command(project: Path, as_json: bool) -> int:
    """Print all records as one JSON document: fields, links and the text of each section."""
    from aiwg.commands.adr.show import run_export

    return run_export(project)
