"""aiwg sync: bring what is deployed up to date, once or while you edit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from aiwg.cli import options


@click.command("sync")
@click.option("--check", is_flag=True, help="Write nothing; exit 5 if something is out of date. For CI.")
@click.option("--watch", is_flag=True, help="Keep running, and update the files whenever a source changes.")
@click.option("--reconcile", is_flag=True, help="With --watch: offer to write edits of deployed files to the source.")
@click.option("--notify", metavar="CMD", help="With --watch: run this after each change; it gets the changes as JSON.")
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --watch: keep the page of aiwg report in FILE current.",
)
@click.option("--exit-code", "fails_on_change", is_flag=True, help="Exit 5 if a file was updated. For hooks.")
@options.saved("With neither --check nor --watch: save the changes for programs too.")
@options.project
@click.option(
    "--scope",
    type=click.Choice(["project", "user"]),
    show_default="both, if aiwg deployed there",
    help="Only the project, or only your home folder.",
)
@click.option(
    "--allow-weaker-permissions",
    is_flag=True,
    cls=options.RenamedOption,
    old_names=["--accept-freer"],
    help="Sync even if a platform cannot enforce a deny or an ask permission.",
)
@options.frozen
@options.offline
@options.as_json
@options.quiet
@options.verbose
@click.pass_obj
def command(
    arguments: Sequence[str] | None,
    /,
    watch: bool,
    reconcile: bool,
    notify: str | None,
    report: Path | None,
    fails_on_change: bool,
    saved: tuple[tuple[str, Path], ...],
    **others: Any,
) -> int:
    """Update the deployed files, with the platforms, sources and scopes of the last deploys.

    If a source drops an artifact, aiwg deletes its files, unless you edited them. With --watch, press Ctrl-C to stop.
    """
    started = time.perf_counter()
    if watch and others["check"]:
        raise click.UsageError("--watch and --check exclude each other.")
    if notify is not None and not watch:
        raise click.UsageError("--notify needs --watch.")
    if report is not None and not watch:
        raise click.UsageError("--report needs --watch. Once: aiwg report --html FILE")
    if reconcile and not watch:
        raise click.UsageError("--reconcile needs --watch. Once: aiwg reconcile")
    if others["allow_weaker_permissions"] and watch:
        raise click.UsageError("--allow-weaker-permissions is for one sync. For a watch, use aiwg.yaml.")
    if (saved or fails_on_change) and (watch or others["check"]):
        raise click.UsageError("--save and --exit-code need a sync that writes. For a check: aiwg check sync")
    from aiwg.cli import calls

    if saved or fails_on_change:
        from aiwg.commands.check.run import run_observed_sync

        project, scope, _ = (others.pop(name) for name in ("project", "scope", "check"))
        return run_observed_sync(project, scope, calls.sync_options((), started, **others), saved, fails_on_change)
    if watch:
        return calls.watch(reconcile=reconcile, notify=notify, report=report, **others)
    return calls.sync(arguments or (), started, **others)
