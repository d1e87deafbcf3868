"""aiwg context: what a platform really loads here."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from aiwg.cli import options

UNSET = ParameterSource.DEFAULT


@click.command("context")
@click.argument("name", metavar="PLATFORM", shell_complete=options.complete_platform)
@click.option(
    "--file",
    "files",
    metavar="PATH",
    multiple=True,
    type=click.Path(),
    help="Show also the files that load with work on this file. Repeatable; it need not exist.",
)
@click.option(
    "--program",
    "surface",
    cls=options.RenamedOption,
    old_names=["--surface"],
    metavar="NAME",
    help="The program, such as cli or vscode. Default: the main one.",
)
@click.option(
    "--from",
    "start",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The folder that you start PLATFORM in, such as a package of a monorepo. Default: this folder, or the one "
    "that --project names.",
)
@options.project
@options.as_json
@options.verbose
def command(
    name: str,
    files: tuple[str, ...],
    surface: str | None,
    start: Path | None,
    project: Path,
    as_json: bool,
    verbose: bool,
) -> int:
    """Show every file that PLATFORM loads in this folder, in order: your files, aiwg's, and the home folder's.

    aiwg shows sizes, files that are hidden or cut off, and files that are loaded twice. It estimates tokens as four
    characters each.
    """
    from aiwg.commands.context import run_context

    if start is None and project.is_absolute() and click.get_current_context().get_parameter_source("project") is UNSET:
        start = Path.cwd()  # the project was found above: PLATFORM is started here all the same
    return run_context(name, files, surface, project, start, as_json, verbose)
