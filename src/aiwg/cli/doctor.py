"""aiwg doctor: whether what is installed is what each platform loads."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("doctor")
@options.platform("Only this platform. Repeatable, or comma-separated.")
@options.project
@click.option(
    "--scope",
    type=click.Choice(["project", "user"]),
    show_default="both, if aiwg deployed there",
    help="Only the project, or only your home folder.",
)
@click.option("--fix", is_flag=True, help="Fix everything that is safe to fix, and list the rest.")
@click.option("--strict", is_flag=True, help="Exit 1 on a warning too.")
@click.option("--run-clients", is_flag=True, help="Start installed clients and ask them for their loaded files.")
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF, for code hosts.")
@click.option("-v", "--verbose", is_flag=True, help="List passed and skipped checks too.")
def command(
    platforms: tuple[str, ...],
    project: Path,
    scope: str | None,
    fix: bool,
    strict: bool,
    run_clients: bool,
    as_json: bool,
    as_sarif: bool,
    verbose: bool,
) -> int:
    """Check that every platform loads the deployed files, and report problems.

    Without --fix aiwg writes nothing; --fix never changes your edits. Without --run-clients aiwg starts no client.
    Exit 5 on an error.
    """
    if as_json and as_sarif:
        raise click.UsageError("--json and --sarif exclude each other.")
    from aiwg.cli import calls

    return calls.doctor(
        (),
        0.0,
        platforms=platforms,
        project=project,
        scope=scope,
        fix=fix,
        strict=strict,
        run_clients=run_clients,
        as_json=as_json,
        as_sarif=as_sarif,
        verbose=verbose,
    )
