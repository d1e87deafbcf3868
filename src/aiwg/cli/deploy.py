"""aiwg deploy: write the sources into the files that platforms read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import click

from aiwg.cli import options


@click.command("deploy")
@options.platform("A platform, all or detected. Repeatable; default: those deployed to before, else those detected.")
@options.source
@options.project
@options.scope_for("Deploy into the project, or into your home folder.")
@options.kind
@options.only
@options.profile
@click.option("--dry-run", is_flag=True, help="Show the changes. Write nothing.")
@click.option("--diff", "show_diff", is_flag=True, help="Show the changed lines.")
@click.option("--force", is_flag=True, help="Overwrite deployed files that you edited; aiwg backs them up first.")
@click.option(
    "--allow-weaker-permissions",
    is_flag=True,
    cls=options.RenamedOption,
    old_names=["--accept-freer"],
    help="Deploy even if a platform cannot enforce a deny or an ask permission.",
)
@click.option(
    "--copies",
    multiple=True,
    metavar="PLATFORM",
    help="Write copies for a platform that others load too: ID, all or none. Default: only copies that lose no limit.",
)
@click.option("--strict", is_flag=True, help="Write nothing if aiwg refuses an artifact or finds a conflict.")
@options.frozen
@options.offline
@options.as_json
@options.quiet
@options.verbose
@click.pass_obj
def command(
    arguments: Sequence[str] | None, /, kinds: tuple[str, ...], only: tuple[str, ...], profile: str, **others: Any
) -> int:
    """Write the sources to the files that platforms read.

    aiwg never overwrites your files. If one is in conflict, aiwg reports it and deploys everything else (exit 4).
    aiwg also stops (exit 7) if a platform cannot enforce one of your deny or ask permissions, until you accept that.

    If an artifact has an error, aiwg reports it and deploys the others (exit 3).
    """
    started = time.perf_counter()
    if profile and (kinds or only):
        raise click.UsageError("Name a profile, or parts with --kind and --only, not both.")
    from aiwg.cli import calls

    return calls.deploy(arguments or (), started, kinds=kinds, only=only, profile=profile, **others)
