"""aiwg platforms: all platforms, or all that is known of one."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("platforms")
@click.argument("name", metavar="[ID]", required=False, shell_complete=options.complete_platform)
@click.option(
    "--kind",
    "kinds",
    metavar="K",
    multiple=True,
    callback=options.separated,
    shell_complete=options.complete_kind,
    help="Only platforms with native support for this kind. Repeatable: all of them.",
)
@click.option(
    "--grade",
    "grades",
    metavar="G",
    multiple=True,
    callback=options.separated,
    help="Only platforms with this evidence: client, source, docs or third-party. Repeatable: any of them.",
)
@click.option("--detected", is_flag=True, help="Only platforms used in this project.")
@options.project
@options.scope_for("Show paths in the project, or in your home folder.")
@options.as_json
def command(
    name: str | None,
    kinds: tuple[str, ...],
    grades: tuple[str, ...],
    detected: bool,
    project: Path,
    scope: str,
    as_json: bool,
) -> int:
    """List the platforms with the kinds that each supports, or show the details of platform ID."""
    from aiwg.commands.platforms import Filter, run_platforms

    return run_platforms(name, Filter(kinds, grades, detected), project, scope, as_json)
