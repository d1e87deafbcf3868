"""aiwg deploy: write the sources into the files that platforms read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click

from aiwg.cli import options


@click.command("deploy")
@options.platform("A platform, all or detected. Repeatable; default: those deployed to before, else those detected.")
@options.source
@options.project
@options.scope
@options.kind
@options.only
@options.profile
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Show the changes as text.")
@click.option(
    "--force", is_flag=True, help="Overwrite deployed files that you edited; your versions are backed up first."
)
@click.option("--accept-freer", is_flag=True, help="Deploy even where a deny or an ask permission would be lost.")
@click.option(
    "--copies",
    multiple=True,
    metavar="PLATFORM",
    help="Give a platform copies that others load too; all or none. Default: copies without limits to lose.",
)
@click.option("--strict", is_flag=True, help="Write nothing if an artifact is refused or in conflict.")
@options.frozen
@options.offline
@options.as_json
@options.quiet
@options.verbose
@click.pass_obj
def command(
    arguments: Sequence[str] | None,
    platforms: tuple[str, ...],
    sources: tuple[str, ...],
    project: Path,
    scope: str,
    kinds: tuple[str, ...],
    only: tuple[str, ...],
    profile: str,
    dry_run: bool,
    show_diff: bool,
    force: bool,
    accept_freer: bool,
    copies: tuple[str, ...],
    strict: bool,
    frozen: bool | None,
    offline: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Write the sources into the files that platforms read.

    aiwg never overwrites your files. It lists conflicts and deploys everything that has no part in them (exit 4).
    It writes nothing if a platform cannot enforce one of your deny or ask permissions (exit 7), until you accept that.

    An artifact with an error in it is refused and listed (exit 3); the others are deployed.
    """
    started = time.perf_counter()
    from aiwg import noop_cache
    from aiwg.commands.deploy import OutputOptions, run_deploy
    from aiwg.commands.fetched import FetchChoice
    from aiwg.deployment.intent import ArtifactFilter, Deploy, Targets

    if profile and (kinds or only):
        raise click.UsageError("Name a profile, or parts with --kind and --only, not both.")
    targets = Targets(project, scope, platforms, sources)
    intent = Deploy(targets, ArtifactFilter(kinds, only, profile), force, accept_freer, strict, copies)
    keys = tuple(noop_cache.keys(arguments or ()))
    fetching = FetchChoice(frozen, offline)
    manner = OutputOptions(dry_run, show_diff, as_json, quiet, verbose, started, keys, fetching=fetching)
    return run_deploy(intent, manner)
