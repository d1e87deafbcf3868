"""aiwg adr site: the records as pages."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("site")
@click.option(
    "--out", metavar="FOLDER", default="adr-site", show_default=True, help="The folder in the project to write to."
)
@click.option("--title", default="Architecture decisions", show_default=True, help="The title of the pages.")
@options.project
@options.written_json
def command(out: str, title: str, project: Path) -> int:
    """Write all records as static pages: a searchable log, a timeline, and a page for each record.

    The pages need no server and load no other files. aiwg replaces or removes pages of an earlier run; any other file
    in the folder stops the command (exit 4).
    """
    from aiwg.commands.adr.site import run_site

    return run_site(project, out, title)
