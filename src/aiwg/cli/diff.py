"""aiwg diff: what a deploy would change, as text."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("diff")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@options.platform("A platform, all or detected. Repeatable; default: those deployed to before, else those detected.")
@options.source
@options.project
@options.scope_for("Compare the project, or your home folder.")
@options.as_json
def command(
    paths: tuple[str, ...],
    platforms: tuple[str, ...],
    sources: tuple[str, ...],
    project: Path,
    scope: str,
    as_json: bool,
) -> int:
    """Show the changes that a deploy would make. Write nothing.

    For a file that you edited, or that is in conflict, aiwg compares your version with the one that
    `aiwg deploy --force` would write. PATH limits the output to files and folders.
    """
    from aiwg.commands.diff import run_diff
    from aiwg.deployment.intent import Targets

    return run_diff(Targets(project, scope, platforms, sources), paths, as_json)
