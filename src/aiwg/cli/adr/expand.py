"""aiwg adr expand: a short record becomes a whole one."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("expand")
@record
@options.project
@click.option(
    "--form",
    type=click.Choice(["braces", "brackets"]),
    default="braces",
    show_default=True,
    help="The template with {braces} and tables, or with [brackets] and lists.",
)
@click.option("--dry-run", is_flag=True, help="Print the new text. Write nothing.")
@options.written_json
def command(number: str, project: Path, form: str, dry_run: bool) -> int:
    """Move a short record to the whole template, in its own file. aiwg keeps its whole text."""
    from aiwg.commands.adr.change import run_adopt

    return run_adopt(number, project, dry_run, form == "brackets")
