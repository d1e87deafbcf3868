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
    help="Say what work on this file brings along, too. Repeatable; the file need not exist.",
)
@click.option("--surface", metavar="S", help="The implementation, such as cli or vscode; the main one by default.")
@click.option(
    "--from",
    "start",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The folder that PLATFORM is started in, such as a package of a monorepo. Default: this folder, with "
    "--project that one.",
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
    """Say what PLATFORM really loads in this folder: every file, yours and ours, the home folder's too.

    In order, with sizes, with what hides or cuts what, and with what is loaded twice. Tokens are estimated: four
    characters each.
    """
    from aiwg.commands.context import run_context

    if start is None and project.is_absolute() and click.get_current_context().get_parameter_source("project") is UNSET:
        start = Path.cwd()  # the project was found above: PLATFORM is started here all the same
    return run_context(name, files, surface, project, start, as_json, verbose)
