"""aiwg audit: what a reader of a source cannot see, and what it would run."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("audit")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@options.source
@options.project
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF, which code hosts show beside the lines.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@options.verbose
def command(
    paths: tuple[str, ...],
    sources: tuple[str, ...],
    project: Path,
    as_json: bool,
    as_sarif: bool,
    strict: bool,
    verbose: bool,
) -> int:
    """Say what a reader of the sources cannot see, what looks like a secret, and what would run.

    Hidden characters, lookalikes, secrets, sentences that turn an agent, and dangerous settings. With PATHs these files
    and folders are looked at instead of the sources. A deploy looks at its sources by itself. Exit 7 on an error, which
    a deploy would refuse; with --strict on a warning too. What is not found may be there all the same.
    """
    from aiwg.cli.run_audit import AuditManner, run_audit

    if paths and sources:
        raise click.UsageError("Name paths, or sources with --source, not both.")
    if as_json and as_sarif:
        raise click.UsageError("Name one of --json and --sarif.")
    return run_audit(paths, sources, project, AuditManner(as_json, as_sarif, strict, verbose))
