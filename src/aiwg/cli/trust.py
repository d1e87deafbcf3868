"""aiwg trust: consent to what the project's own source would run."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("trust")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@options.source
@options.project
@click.option("-y", "--yes", is_flag=True, help="Consent to all that would run, or to the IDs named; ask nothing.")
@click.option("--list", "listed", is_flag=True, help="Show what you consented to.")
@click.option("--revoke", is_flag=True, help="Take your consent back: for all, or for the IDs named.")
def command(
    ids: tuple[str, ...], sources: tuple[str, ...], project: Path, yes: bool, listed: bool, revoke: bool
) -> int:
    """Consent to what the project's own source would run.

    Hooks, MCP servers, plugins and granted permissions that come with a project are deployed only after you
    saw and allowed them here. Consent holds for exactly what is shown: when it changes, you are asked again.
    What the audit found and what stops a deploy is asked about too, each by itself: --yes takes it only by its ID.
    """
    from aiwg.commands import trust

    if yes + listed + revoke > 1:
        raise click.UsageError("Name one of --yes, --list and --revoke.")
    if listed:
        return trust.say_consents(project, ids, sources)
    if revoke:
        return trust.revoke(project, ids, sources)
    return trust.consent(project, ids, yes, sources)
