"""aiwg outdated: show which sources have something newer."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("outdated")
@click.option("--check", is_flag=True, help="Exit 5 if a source is not up to date.")
@options.sources_scope
@options.project
@options.as_json
def command(check: bool, scope: str, project: Path, as_json: bool) -> int:
    """List sources that have a newer version or a moved tag.

    aiwg asks each repository for its tags and branches. It fetches nothing and writes nothing.
    """
    from aiwg.commands.sources.outdated import run_outdated
    from aiwg.commands.sources.place import open_place

    return run_outdated(open_place(project, scope, writes=False), check, as_json)
