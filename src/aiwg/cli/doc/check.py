"""aiwg doc check: what documents lack."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("check")
@options.project
@options.as_json
def command(project: Path, as_json: bool) -> int:
    """Check each document: parts, values, sums of a matrix, and links to records. Exit 3 on an error."""
    from aiwg.commands.doc import run_check

    return run_check(project, as_json)
