"""aiwg trust: approve what the project's own source can run."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("trust")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@options.source
@options.project
@options.approved_in
@click.option("-y", "--yes", is_flag=True, help="Approve everything that can run, or the IDs named, without asking.")
@click.option("--list", "listed", is_flag=True, help="List your approvals.")
@click.option("--revoke", is_flag=True, help="Withdraw all approvals, or those of the IDs named.")
@options.as_json
def command(
    ids: tuple[str, ...],
    sources: tuple[str, ...],
    project: Path,
    scope: str,
    yes: bool,
    listed: bool,
    revoke: bool,
    as_json: bool,
) -> int:
    """Approve what the project's own source can run.

    aiwg deploys hooks, MCP servers, plugins and granted permissions of a project only after you approve them here.
    An approval holds for exactly the content that aiwg shows: if it changes, aiwg asks again. Answer y, n, all or quit.
    aiwg asks about findings of the audit that stop a deploy one by one: --yes accepts them only by ID.
    A policy outside the project can approve items without a question, or forbid them.
    """
    from aiwg.commands import trust

    if yes + listed + revoke > 1:
        raise click.UsageError("Name one of --yes, --list and --revoke.")
    if as_json and (yes or revoke):
        raise click.UsageError("--json shows approvals and changes none: leave out --yes and --revoke.")
    if as_json:
        return trust.say_json_consents(project, ids, sources, scope)
    if listed:
        return trust.say_consents(project, ids, sources, scope)
    if revoke:
        return trust.revoke(project, ids, sources, scope)
    return trust.consent(project, ids, yes, sources, scope)
