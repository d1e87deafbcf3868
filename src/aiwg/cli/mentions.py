"""aiwg mentions: who refers to what with `@.aiwg/...` and `@$AIWG_ROOT/...`."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("mentions")
@options.source
@options.project
@click.option("--check", is_flag=True, help="List only broken references; exit 3 if there are any.")
@options.as_json
def command(sources: tuple[str, ...], project: Path, check: bool, as_json: bool) -> int:
    """List the references `@.aiwg/...` and `@$AIWG_ROOT/...`, and report broken ones.

    aiwg reads the artifacts of the sources, and the Markdown files in `.aiwg/` and in the folder of decision records.
    """
    from aiwg.commands.mentions import run_mentions

    return run_mentions(sources, project, check, as_json)
