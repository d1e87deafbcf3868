"""aiwg doc list: the documents beside records."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("list")
@options.project
@options.as_json
def command(project: Path, as_json: bool) -> int:
    """List the risk cards, decision matrices and architecture documents: id, kind, title, file."""
    from aiwg.commands.doc import run_list

    return run_list(project, as_json)
