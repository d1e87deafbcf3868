"""aiwg update: update sources to their newest state, after a review."""

from __future__ import annotations

from pathlib import Path

import click

from aiwg.cli import options


@click.command("update")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--to", metavar="REF", default="", help="The tag, branch or commit to use; it may be older.")
@click.option("--accept-moved-tag", is_flag=True, help="Accept a tag that now points to another commit.")
@options.sources_scope
@options.review
@options.project
@options.as_json
def command(ids: tuple[str, ...], to: str, scope: str, project: Path, as_json: bool, **answers: object) -> int:
    """Update sources after a review: show the changes, then write the new state to aiwg.yaml and aiwg.lock.

    A version moves to the newest one, a branch to its tip; --to names any other state. aiwg shows the text, the
    commands and the findings of the audit, and asks. Exit codes of --dry-run: 0 if all is up to date, 5 if there is an
    update, 7 if the update needs --accept or --accept-moved-tag.
    """
    from aiwg.commands.sources.place import open_place
    from aiwg.commands.sources.update import run_update

    place = open_place(project, scope, writes=not answers["dry_run"])
    return run_update(ids, to, place, options.review_options(as_json, answers))
