"""aiwg adr index: the table of records in the folder's README."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("index")
@options.project
@click.option("--check", is_flag=True, help="Write nothing; exit 5 if the table is out of date.")
@click.option("--force", is_flag=True, help="Overwrite a table that was edited by hand.")
@options.written_json
def command(project: Path, check: bool, force: bool) -> int:
    """Write a table of all records to README.md in their folder, between two markers.

    Text outside the markers stays as it is. aiwg does not overwrite a table that was edited by hand (exit 4).
    """
    from aiwg.commands.adr.index import run_index

    return run_index(project, check, force)
