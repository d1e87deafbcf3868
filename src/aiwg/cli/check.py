"""aiwg check: every check of a CI job in one run."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options

CHECKS = ("sync", "lint", "audit")


@click.command("check")
@click.argument("checks", metavar="[CHECK]...", nargs=-1, type=click.Choice(CHECKS))
@click.option("--strict", is_flag=True, help="Fail on warnings of any check.")
@options.saved("Save the result for programs too.")
@options.project
@options.frozen
@options.offline
@options.as_json
@options.quiet
@options.verbose
def command(
    checks: tuple[str, ...],
    strict: bool,
    saved: tuple[tuple[str, Path], ...],
    project: Path,
    frozen: bool | None,
    offline: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Check everything that CI should check, and write no deployed file.

    CHECK is sync (aiwg sync --check), lint or audit. Without one, aiwg runs all three, also after one of them failed.

    \b
    aiwg check                                all checks of the project
    aiwg check lint audit                     a repository without outputs
    aiwg check --save sarif=aiwg.sarif        results for code scanning
    aiwg check --save gitlab=quality.json     results for GitLab

    Exit 7 if something is unsafe, 3 if a source is wrong, 5 if deployed files are out of date, 1 for warnings with
    --strict.
    """
    from aiwg.commands.check.run import CheckOptions, run_checks
    from aiwg.commands.fetched import FetchChoice

    fetching = FetchChoice(frozen, offline, writes=False, silent=quiet or as_json)
    return run_checks(checks, CheckOptions(project, strict, as_json, quiet, verbose, saved, fetching))
