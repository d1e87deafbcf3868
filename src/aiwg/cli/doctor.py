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
    show_default="every one that something is deployed in",
    help="Only the project, or only your home folder.",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, and say what is left.")
@click.option("--strict", is_flag=True, help="End with 1 for a warning, too.")
@click.option("--run-clients", is_flag=True, help="Ask installed clients what they load; they are started for that.")
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF, for code hosts.")
@click.option("-v", "--verbose", is_flag=True, help="Say what is well, and what was skipped.")
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
    """Say whether every platform loads what is deployed, and what stands in the way.

    Nothing is written without --fix, which never touches an edit of yours, and no client is started without
    --run-clients. Exit 5 for an error.
    """
    if as_json and as_sarif:
        raise click.UsageError("--json and --sarif exclude each other.")
    from aiwg.commands.doctor import DoctorOptions, run_doctor

    return run_doctor(project, scope, platforms, DoctorOptions(fix, strict, run_clients, as_json, as_sarif, verbose))
