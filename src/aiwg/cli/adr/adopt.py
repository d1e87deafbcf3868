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
@click.option("--dry-run", is_flag=True, help="Print the new text. Write nothing.")
@options.written_json
def command(number: str, project: Path, form: str, dry_run: bool) -> int:
    """Move a Nygard, MADR or other record to aiwg's template, in its own file; or from one form of it to the other.

    aiwg keeps every line. Lines that fit no part of the template stay at the end, below their old headings. Parts of
    the template that the record lacks stay in braces or brackets.
    """
    from aiwg.commands.adr.change import run_adopt

    return run_adopt(number, project, dry_run, form == "brackets")
