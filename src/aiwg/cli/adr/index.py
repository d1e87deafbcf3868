"""aiwg adr index: the table of records in the folder's README."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("index")
@options.project
@click.option("--check", is_flag=True, help="Write nothing; exit 5 when the table is out of date.")
@click.option("--force", is_flag=True, help="Make the table anew where it was edited by hand.")
def command(project: Path, check: bool, force: bool) -> int:
    """Write a table of all records into README.md of their folder, between two marks.

    What stands outside the marks stays. A table that was edited by hand is not overwritten (exit 4).
    """
    from aiwg.commands.adr.index import run_index

    return run_index(project, check, force)
