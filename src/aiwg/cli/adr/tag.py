"""aiwg adr tag: tags, domain and paths of a record."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import record


@click.command("tag")
@record
@click.argument("tags", metavar="[TAG]...", nargs=-1)
@click.option("--remove", metavar="TAG", multiple=True, help="Remove this tag. Repeatable.")
@click.option("--domain", metavar="NAME", help="Set the part of the business that the record belongs to.")
@click.option(
    "--applies-to",
    "paths",
    metavar="GLOB",
    multiple=True,
    help="Set the files that the decision applies to. Repeatable.",
)
@options.project
@options.written_json
def command(
    number: str,
    tags: tuple[str, ...],
    remove: tuple[str, ...],
    domain: str | None,
    paths: tuple[str, ...],
    project: Path,
) -> int:
    """Add tags to record N, or set its domain and the files that it applies to."""
    from aiwg.commands.adr.sign import run_tag

    return run_tag(number, tags, remove, domain, paths, project)
