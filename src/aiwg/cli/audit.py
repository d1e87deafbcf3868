"""aiwg audit: find hidden text, secrets, prompt injection and commands that would run."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("audit")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@options.source
@click.option(
    "--loaded", "is_loaded", is_flag=True, help="Check every file that your platforms read here, your own files too."
)
@options.platform("With --loaded: a platform, all or detected. Default: those deployed to, else those detected.")
@options.project
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF; code hosts show it at the lines.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("-v", "--verbose", is_flag=True, help="List every finding.")
def command(
    paths: tuple[str, ...],
    sources: tuple[str, ...],
    is_loaded: bool,
    platforms: tuple[str, ...],
    project: Path,
    as_json: bool,
    as_sarif: bool,
    strict: bool,
    verbose: bool,
) -> int:
    """Find hidden text, secrets, prompt injection and commands that would run.

    aiwg checks the sources of this project; with PATHs, these files and folders instead. A deploy runs the same
    checks. With --loaded, aiwg checks every file that your platforms read here: in the project, in your home folder,
    and files of other tools. Exit 7 on an error; with --strict on a warning too.

    The audit cannot find everything. Review sources you don't trust.
    """
    from aiwg.commands.audit import AuditOptions, run_audit, run_audit_loaded

    if paths and sources:
        raise click.UsageError("Name paths, or sources with --source, not both.")
    if as_json and as_sarif:
        raise click.UsageError("Name one of --json and --sarif.")
    if is_loaded and (paths or sources):
        raise click.UsageError("Name paths, sources, or --loaded, not several of them.")
    if platforms and not is_loaded:
        raise click.UsageError("-p selects the platforms for --loaded. Add --loaded.")
    if is_loaded:
        return run_audit_loaded(project, platforms, AuditOptions(as_json, as_sarif, strict, verbose))
    return run_audit(paths, sources, project, AuditOptions(as_json, as_sarif, strict, verbose))
