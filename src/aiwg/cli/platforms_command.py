"""aiwg platforms: all platforms, or all that is known of one."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("platforms")
@click.argument("name", metavar="[ID]", required=False, shell_complete=options.complete_platform)
@options.project
@options.scope
@options.as_json
def command(name: str | None, project: Path, scope: str, as_json: bool) -> int:
    """List the platforms with what each has of its own, or all that is known of the one called ID."""
    from aiwg.cli.run_platforms import run_platforms

    return run_platforms(name, project, scope, as_json)
