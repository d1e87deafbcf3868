"""aiwg init: aiwg.yaml and a source to start from."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("init")
@click.option(
    "--import",
    "imports",
    metavar="WHAT",
    multiple=True,
    is_flag=False,
    flag_value="all",
    help="Import what your tools load already: all, ask, none, or files by name. Repeatable.",
)
@click.option("--no-import", is_flag=True, hidden=True)
@click.option(
    "--start",
    metavar="WHAT",
    help="Content to start with: mine, bundled, bundles by name, or a source: a path or a git URL.",
)
@options.platform("A tool to write for. Repeatable; default: those used in the project.")
@click.option("--commit", "outputs", flag_value="commit", help="Let git keep the files that aiwg writes. The default.")
@click.option("--ignore", "outputs", flag_value="ignore", help="List the files that aiwg writes in .gitignore.")
@click.option("--exclude", "outputs", flag_value="exclude", help="List them in git's exclude file: this clone only.")
@click.option(
    "--approve",
    metavar="ID",
    multiple=True,
    help="Approve something that can run, by its name, or none. Repeatable.",
)
@click.option("--deploy/--no-deploy", "deploy", default=None, help="Write the files for the tools now, or later.")
@options.project
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: agree to the source of --start, approve nothing else.")
@options.written_json
def command(
    imports: tuple[str, ...],
    no_import: bool,
    start: str | None,
    platforms: tuple[str, ...],
    outputs: str | None,
    approve: tuple[str, ...],
    deploy: bool | None,
    project: Path,
    yes: bool,
) -> int:
    """Set up a project: aiwg.yaml, and a source in .aiwg/ to start from.

    On a terminal aiwg asks six questions, and skips those that an option answers. Otherwise it asks nothing: it imports
    nothing, approves nothing, and deploys nothing. Existing files stay as they are; in an aiwg.yaml only the settings
    change that you choose now.
    """
    from aiwg.commands.init.run import InitRequest, run_init

    imports = (*imports, *(["none"] if no_import else []))
    return run_init(project, InitRequest(imports, start, platforms, outputs, approve, deploy, yes))
