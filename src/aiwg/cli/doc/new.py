"""aiwg doc new: a document beside a record."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.adr.options import complete_record

NAMES = ("risk-card", "decision-matrix", "architecture")


@click.command("new")
@click.argument("kind", metavar="KIND", type=click.Choice(NAMES))
@click.argument("title", nargs=-1, required=True)
@click.option("--for", "record", metavar="N", shell_complete=complete_record, help="The record that it belongs to.")
@options.project
@options.written_json
def command(kind: str, title: tuple[str, ...], record: str | None, project: Path) -> int:
    """Write a new document from the template of its KIND: risk-card, decision-matrix or architecture.

    With --for, the document names record N and the record mentions the document.
    """
    from aiwg.commands.doc import run_new

    return run_new(kind, " ".join(title), record, project)
