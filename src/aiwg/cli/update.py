"""aiwg update: update sources to their newest state, after a review."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import click

from aiwg.cli import options


@click.command("update")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--to", metavar="REF", default="", help="The tag, branch or commit to use; it may be older.")
@click.option("--declared", "is_declared", is_flag=True, help="Use the versions that aiwg.yaml names, no newer ones.")
@click.option("--accept-moved-tag", is_flag=True, help="Accept a tag that now points to another commit.")
@click.option("--sync", "syncs", is_flag=True, help="Then deploy it: the same as aiwg sync afterwards.")
@options.sources_scope
@options.review
@options.project
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the review as the text of a pull request.")
@options.as_json
def command(
    ids: tuple[str, ...],
    to: str,
    is_declared: bool,
    syncs: bool,
    scope: str,
    project: Path,
    as_json: bool,
    **answers: object,
) -> int:
    """Update sources after a review: show the changes, then write the new state to aiwg.yaml and aiwg.lock.

    A version moves to the newest one, a branch to its tip; --to names any other state. aiwg shows the text, the
    commands and the findings of the audit, and asks. Exit codes of --dry-run: 0 if all is up to date, 5 if there is an
    update, 7 if the update needs --accept or --accept-moved-tag.
    """
    started = time.perf_counter()
    if as_json and (syncs or answers["as_markdown"]):
        raise click.UsageError("--json prints one document: leave out --sync and --markdown.")
    if to and is_declared:
        raise click.UsageError("--to and --declared exclude each other.")
    if syncs and answers["dry_run"]:
        raise click.UsageError("--dry-run writes nothing: leave out --sync.")
    from aiwg.commands.sources.place import open_place
    from aiwg.commands.sources.update import run_lock_declared, run_update

    place = open_place(project, scope, writes=not answers["dry_run"])
    run = run_lock_declared if is_declared else partial(run_update, to=to)
    code = run(ids, place=place, options=options.review_options(as_json, {**answers, "syncs": syncs}))
    if code or not syncs:
        return code
    from aiwg.cli import calls

    return calls.sync(
        (), started, check=False, project=project, scope=scope, allow_weaker_permissions=False, frozen=None,
        offline=False, as_json=False, quiet=bool(answers["as_markdown"]), verbose=False,
    )  # fmt: skip
