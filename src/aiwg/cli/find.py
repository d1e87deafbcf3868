"""aiwg find: the artifacts that fit some words best."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("find", context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="[WORDS]...", nargs=-1, type=click.UNPROCESSED)
@options.kind
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1, max=1000),
    default=10,
    show_default=True,
    help="Print at most N artifacts.",
)
@options.source
@options.project
@options.scope
@options.as_json
def command(
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    limit: int,
    sources: tuple[str, ...],
    project: Path,
    scope: str,
    as_json: bool,
) -> int:
    """Find artifacts by WORDS in their names, descriptions and texts; the best match comes first.

    Without WORDS, list the artifacts on demand. Agents use this to find artifacts that are not deployed.
    """
    from aiwg.commands.find.run import FindQuery, run_find
    from aiwg.deployment.intent import Targets

    return run_find(FindQuery(words, kinds, limit), Targets(project, scope, (), sources), as_json)
