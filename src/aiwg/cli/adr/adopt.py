"""aiwg adr adopt: a record of another form in ours."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("adopt")
@record
@options.project
@click.option(
    "--form",
    type=click.Choice(["braces", "brackets"]),
    default="braces",
    show_default=True,
    help="The template with {braces} and tables, or with [brackets] and lists.",
)
@click.option("--dry-run", is_flag=True, help="Print the new text; write nothing.")
def command(number: str, project: Path, form: str, dry_run: bool) -> int:
    """Move a Nygard, MADR or other record to our template, in its own file; or from one form of it to the other.

    Every line goes where it belongs; what has no place stays at the end, below its old heading. What the template
    asks for and the record does not say stays in braces or brackets.
    """
    from aiwg.commands.adr.change import run_adopt

    return run_adopt(number, project, dry_run, form == "brackets")
