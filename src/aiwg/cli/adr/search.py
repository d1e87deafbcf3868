"""aiwg adr search: words in the records."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@options.project
@options.as_json
def command(words: tuple[str, ...], project: Path, as_json: bool) -> int:
    """Find the records that contain all WORDS, in upper or lower case, and show the lines."""
    from aiwg.commands.adr.show import run_search

    return run_search(words, project, as_json)
