"""aiwg init: aiwg.yaml and a source to start from."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("init")
@click.option(
    "--start",
    metavar="WHAT",
    help="Content to start with: mine, basics, adr, everything, or names of bundles. Default: everything.",
)
@options.platform("A platform to name in aiwg.yaml. Repeatable; default: those used in the project.")
@click.option("--commit", "outputs", flag_value="commit", help="Let git keep the files that aiwg writes. The default.")
@click.option("--ignore", "outputs", flag_value="ignore", help="List the files that aiwg writes in .gitignore.")
@click.option("--exclude", "outputs", flag_value="exclude", help="List them in git's exclude file: this clone only.")
@click.option("--deploy/--no-deploy", "deploy", default=None, help="Write the files for the tools now, or later.")
@click.option("--import/--no-import", "imports", default=None, help="Import what your tools load already, or leave it.")
@options.project
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; take the defaults, and deploy nothing.")
def command(
    start: str | None,
    platforms: tuple[str, ...],
    outputs: str | None,
    deploy: bool | None,
    imports: bool | None,
    project: Path,
    yes: bool,
) -> int:
    """Set up a project: aiwg.yaml and a source in .aiwg/ to start from.

    Existing files stay as they are; in aiwg.yaml only the keys that you choose now change. On a terminal aiwg asks for
    every choice that no option makes. It approves nothing: to approve what can run, use aiwg trust.
    """
    from aiwg.commands.init import InitRequest, run_init

    return run_init(project, InitRequest(platforms, start, outputs, deploy, imports, not yes))
