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
    help="End with 5 where every request holds more than N tokens.",
)
@options.project
@options.as_json
def command(platforms: tuple[str, ...], most: int | None, project: Path, as_json: bool) -> int:
    """Say what every request costs on each platform, what may come on demand, and what costs most.

    Counted is all that the platform loads here, yours and ours. Tokens are estimated: four characters each.
    """
    from aiwg.commands.budget import run_budget

    return run_budget(platforms, most, project, as_json)
