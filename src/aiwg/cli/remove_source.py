"""aiwg remove-source: remove a source from the project."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("remove-source")
@click.argument("id", metavar="ID")
@click.option("--dry-run", is_flag=True, help="Show the result. Write nothing.")
@options.sources_scope
@options.project
@options.as_json
def command(id: str, dry_run: bool, scope: str, project: Path, as_json: bool) -> int:
    """Remove a source from aiwg.yaml and aiwg.lock. The next sync deletes the files that came from it."""
    from aiwg.commands.sources.place import open_place
    from aiwg.commands.sources.remove import run_remove_source

    return run_remove_source(id, open_place(project, scope, writes=not dry_run), dry_run, as_json)
