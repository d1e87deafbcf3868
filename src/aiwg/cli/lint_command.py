"""aiwg lint: what is wrong with an adapter."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("lint")
@click.option(
    "--platform",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the adapter, which holds its platform.yaml.",
)
@options.scope
@options.as_json
def command(folder: Path, scope: str, as_json: bool) -> int:
    """Check an adapter: say all that is wrong with it or, when it is valid, what it reads and writes.

    Nothing is written, and nothing of it needs to be installed. Exit 3 when it is invalid, 7 when a path is unsafe.
    """
    from aiwg.cli.run_lint import run_lint_platform

    return run_lint_platform(folder, scope, as_json)
