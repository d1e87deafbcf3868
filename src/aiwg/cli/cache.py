"""aiwg cache: show or empty the cache of fetched sources, and remove the state of projects that are gone."""

from __future__ import annotations

import click

from aiwg.cli import options


@click.command("cache")
@click.argument("action", metavar="[list|clean|prune]", type=click.Choice(["list", "clean", "prune"]), default="list")
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(min=0),
    default=None,
    show_default="0; with prune: keep them",
    help="With clean: keep sources used in the last N days. With prune: remove doubtful state unused for N days.",
)
@options.as_json
def command(action: str, days: int | None, as_json: bool) -> int:
    """Show the cache of fetched sources, or empty it.

    aiwg fetches sources again if it needs them. It removes sources by itself that no command used for 90 days.

    aiwg cache prune removes what aiwg keeps of projects that no longer exist: the record for undo and for quick runs.
    It leaves state of which it is not sure: of a disk that may not be mounted, with backups, or of an older aiwg.
    """
    if action == "prune":
        from aiwg.commands.sources.prune import prune

        return prune(days, as_json)
    from aiwg.commands.sources.cache import clean, say_cache

    return clean(days or 0, as_json) if action == "clean" else say_cache(as_json)
