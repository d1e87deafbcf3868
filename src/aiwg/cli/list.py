"""aiwg list: the artifacts of the sources."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("list")
@click.argument("kind", required=False, shell_complete=options.complete_kind)
@options.source
@options.project
@options.as_json
@click.option("--bundles", "as_bundles", is_flag=True, help="List the bundles: parts that --only accepts.")
@click.option("-v", "--verbose", is_flag=True, help="List artifacts that a stronger layer replaces too.")
def command(
    kind: str | None, sources: tuple[str, ...], project: Path, as_json: bool, as_bundles: bool, verbose: bool
) -> int:
    """List the artifacts of the sources, or those of one KIND (rule, agents, mcp, ...)."""
    if as_bundles:
        from aiwg.commands.list_bundles import run_list_bundles

        return run_list_bundles(kind, sources, project, as_json)
    from aiwg.commands.list import run_list

    return run_list(kind, sources, project, as_json, verbose)
