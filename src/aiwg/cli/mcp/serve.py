"""aiwg mcp serve: answer agents on standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("serve")
@options.project
def command(project: Path) -> int:
    """Serve read-only tools to an agent on standard input and output, until the input ends.

    AI coding platforms start this command. The tools list and show artifacts, show the files that a platform loads,
    explain files, check and plan a deployment, and list, check and draft decision records. No tool writes, approves or
    runs anything.
    """
    from aiwg.commands.mcp.serve import run_serve

    return run_serve(project)
