"""aiwg mentions: who refers to what with `@.aiwg/...` and `@$AIWG_ROOT/...`."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("mentions")
@options.source
@options.project
@click.option("--check", is_flag=True, help="Say only what is broken, and end with 3 if anything is.")
@options.as_json
def command(sources: tuple[str, ...], project: Path, check: bool, as_json: bool) -> int:
    """Say who refers to what with `@.aiwg/...` and `@$AIWG_ROOT/...`, and which references are broken.

    Looked at are the artifacts of the sources, and of the project the Markdown files of `.aiwg/` and of the folder of
    decision records.
    """
    from aiwg.commands.mentions import run_mentions

    return run_mentions(sources, project, check, as_json)
