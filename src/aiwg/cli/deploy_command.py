"""aiwg deploy: write the sources into the files that platforms read."""

from __future__ import annotations

import time
from pathlib import Path

import click

from aiwg.cli import options
from aiwg.cli.output import paint, say
from aiwg.errors import Exit


@click.command("deploy")
@options.platform(
    "A platform, all or detected. Repeatable; default: those deployed to before, else those detected."
)
@options.source
@options.project
@options.scope
@options.kind
@options.only
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Show the changes as text.")
@click.option(
    "--force", is_flag=True, help="Take our files back where you changed them; yours are backed up first."
)
@options.as_json
@options.quiet
@options.verbose
def command(
    platforms: tuple[str, ...],
    sources: tuple[str, ...],
    project: Path,
    scope: str,
    kinds: tuple[str, ...],
    only: tuple[str, ...],
    dry_run: bool,
    show_diff: bool,
    force: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Write the sources into the files that platforms read.

    Nothing of yours is overwritten: what is in the way is listed, and then nothing is written (exit 4).
    """
    started = time.perf_counter()
    from aiwg import snapshot

    key = snapshot.key(platforms, sources, project, scope, kinds, only)
    plain = not (dry_run or show_diff or force or as_json or verbose)
    if plain and (said := snapshot.unchanged(project, scope, key)) is not None:
        if not quiet:
            say(f"{said}   {paint(f'{time.perf_counter() - started:.1f} s', 'faint')}")
        return Exit.OK
    from aiwg.cli.run_deploy import Manner, run_deploy
    from aiwg.workplace import Request

    request = Request(project, platforms, sources, scope, kinds, only, force)
    return run_deploy(request, Manner(dry_run, show_diff, as_json, quiet, verbose, started, key))
