"""aiwg budget: what the context costs on each platform."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("budget")
@options.platform("A platform, all or detected. Repeatable; default: those deployed to, else those detected.")
@click.option(
    "--max-tokens",
    "most",
    metavar="N",
    type=click.IntRange(min=0),
    help="Exit 5 if every request to a platform contains more than N tokens.",
)
@options.project
@options.as_json
def command(platforms: tuple[str, ...], most: int | None, project: Path, as_json: bool) -> int:
    """Show the cost of the context on each platform: per request, on demand, and the largest parts.

    aiwg counts everything that the platform loads here: your files and its own. It estimates tokens as four
    characters each.
    """
    from aiwg.commands.budget import run_budget

    return run_budget(platforms, most, project, as_json)
