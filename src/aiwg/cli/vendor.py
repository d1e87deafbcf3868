"""aiwg vendor: copy sources into the project."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("vendor")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show the result. Write nothing.")
@options.sources_scope
@options.project
@options.as_json
def command(ids: tuple[str, ...], dry_run: bool, scope: str, project: Path, as_json: bool) -> int:
    """Copy sources, as aiwg.lock pins them, to .aiwg/vendor/ID. Commit the copies: a clone then needs no network.

    aiwg uses a copy before the network, and checks it against aiwg.lock.
    """
    from aiwg.commands.sources.place import open_place
    from aiwg.commands.sources.vendor import run_vendor

    return run_vendor(ids, open_place(project, scope, writes=not dry_run), dry_run, as_json)
