"""aiwg version: the version, as --version prints it."""

from __future__ import annotations

import click

from aiwg.cli import options


@click.command("version")
@options.as_json
def command(as_json: bool) -> int:
    """Print the version of aiwg."""
    from aiwg import __version__
    from aiwg.output.console import say, say_json

    if as_json:
        say_json({"schema": "aiwg.version/1", "version": __version__})
    else:
        say(f"aiwg {__version__}")
    return 0
