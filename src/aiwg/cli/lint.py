"""aiwg lint: what is wrong with a source, or with an adapter."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("lint")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-p",
    "--platform",
    "platforms",
    metavar="ID|DIR",
    multiple=True,
    callback=options.separated,
    shell_complete=options.complete_platform,
    help="Check the limits of these platforms. With the folder of an adapter: check that adapter.",
)
@options.source
@options.project
@options.scope_for("Check paths of an adapter in the project, or in your home folder.")
@click.option("--fix", is_flag=True, help="Fix everything in the sources that is safe to fix.")
@click.option("--strict", is_flag=True, help="Exit 1 on a warning.")
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF, for code hosts.")
@click.option("-v", "--verbose", is_flag=True, help="List notes too.")
def command(
    paths: tuple[Path, ...],
    platforms: tuple[str, ...],
    sources: tuple[str, ...],
    project: Path,
    scope: str,
    fix: bool,
    strict: bool,
    as_json: bool,
    as_sarif: bool,
    verbose: bool,
) -> int:
    """Check the sources for mistakes: your own and the project's, or the file or folder at PATH.

    aiwg checks the limits of the platforms that the project deploys to, else of all. A comment `aiwg-allow: CODE`
    accepts a finding in one line; `checks:` in aiwg.yaml accepts findings in whole files.

    \b
    aiwg lint                       the sources of this project
    aiwg lint --fix                 fix everything that is safe to fix
    aiwg lint skills/release        one skill
    aiwg lint --platform DIR        the adapter in a folder

    Exit 3 on an error, 7 on an unsafe file, 1 on a warning with --strict.
    """
    from aiwg.commands.lint import LintRequest, run_lint

    return run_lint(LintRequest(paths, platforms, sources, project, scope, fix, strict, as_json, as_sarif, verbose))
