"""aiwg show: one artifact, its text, and where it goes."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("show")
@click.argument("name", metavar="ID", shell_complete=options.complete_artifact)
@options.platform("Show its files on this platform. Repeatable; default: those deployed to before.")
@options.source
@options.project
@options.scope_for("Show its files in the project, or in your home folder.")
@options.as_json
@click.option("--body", is_flag=True, help="Print only the text and the paths of its files, for an agent.")
@click.option("-v", "--verbose", is_flag=True, help="Show the whole text.")
def command(
    name: str,
    platforms: tuple[str, ...],
    sources: tuple[str, ...],
    project: Path,
    scope: str,
    as_json: bool,
    body: bool,
    verbose: bool,
) -> int:
    """Show one artifact, ID or KIND/ID: its fields, its text, its target files and lost fields."""
    from aiwg.deployment.intent import Targets

    if body:
        from aiwg.commands.find.body import run_body

        return run_body(name, Targets(project, scope, (), sources), as_json)
    from aiwg.commands.show import run_show

    return run_show(name, Targets(project, scope, platforms, sources), as_json, verbose)
