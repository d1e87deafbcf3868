"""aiwg cache: show or empty the cache of fetched sources."""

from __future__ import annotations

import click

from aiwg.cli import options


@click.command("cache")
@click.argument("action", metavar="[list|clean]", type=click.Choice(["list", "clean"]), default="list")
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="With clean: keep sources used in the last N days.",
)
@options.as_json
def command(action: str, days: int, as_json: bool) -> int:
    """Show the cache of fetched sources, or empty it.

    aiwg fetches sources again if it needs them. It removes sources by itself that no command used for 90 days.
    """
    from aiwg.commands.sources.cache import clean, say_cache

    return clean(days, as_json) if action == "clean" else say_cache(as_json)
