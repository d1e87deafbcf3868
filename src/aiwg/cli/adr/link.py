"""aiwg adr link: two records name each other."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import complete_record, record


@click.command("link")
@record
@click.argument("other", metavar="M", shell_complete=complete_record)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["upstream", "downstream", "related"]),
    default="related",
    show_default=True,
    help="The role of M: upstream led to N, downstream depends on N.",
)
@options.project
@options.written_json
def command(number: str, other: str, kind: str, project: Path) -> int:
    """Link record N to record M as upstream, downstream or related, in both."""
    from aiwg.commands.adr.change import run_link

    return run_link(number, other, kind, project)
