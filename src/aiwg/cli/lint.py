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
    help="Against the limits of these platforms. The folder of an adapter instead: check that adapter.",
)
@options.source
@options.project
@options.scope
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, in the sources.")
@click.option("--strict", is_flag=True, help="End with 1 when there is a warning.")
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF, for code hosts.")
@options.verbose
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
    """Say what is wrong with the sources: all layers but the bundled one, or what lies at PATH.

    A PATH is a source, or a file or folder of one. Platforms are those that the project deploys to, else all. A comment
    `aiwg-allow: CODE` lets one line through, `checks:` in aiwg.yaml whole files.

    \b
    aiwg lint                       the sources of this project
    aiwg lint --fix                 mend what can be mended safely
    aiwg lint skills/release        one skill
    aiwg lint --platform DIR        the adapter in a folder

    Exit 3 when there is an error, 7 when a file is unsafe, 1 when there is a warning and --strict was said.
    """
    from aiwg.commands.lint import LintRequest, run_lint

    return run_lint(LintRequest(paths, platforms, sources, project, scope, fix, strict, as_json, as_sarif, verbose))
