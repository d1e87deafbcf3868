"""aiwg package: make packages that clients install of the project's own sources."""

from __future__ import annotations

import time
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from aiwg.cli import options


def complete_target(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the forms of packages, for the shell."""
    from aiwg.adapter.package_target import package_targets

    return [CompletionItem(id) for id in package_targets() if id.startswith(incomplete)]


@click.command("package")
@click.argument("targets", metavar="[TARGET]...", nargs=-1, shell_complete=complete_target)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder for the packages.",
    show_default="dist/packages in the project",
)
@click.option(
    "--managed",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Make settings for administrators instead, in this folder. Copy them to your machines.",
)
@click.option(
    "--system",
    type=click.Choice(["linux", "macos", "windows"]),
    help="The operating system of those machines. With --managed.",
    show_default="this one",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    callback=options.separated,
    shell_complete=options.complete_part,
    help="A bundle, or an artifact in a package. The other packages stay as they are. Repeatable.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 5 if the packages are out of date.")
@click.option("--force", is_flag=True, help="Overwrite packaged files that you edited; aiwg backs them up first.")
@click.option(
    "--allow-weaker-permissions",
    is_flag=True,
    help="Make packages even if they cannot contain a deny or an ask permission.",
)
@options.source
@options.project
@options.frozen
@options.offline
@options.as_json
@options.quiet
@options.verbose
def command(
    targets: tuple[str, ...],
    folder: Path | None,
    managed: Path | None,
    system: str | None,
    only: tuple[str, ...],
    check: bool,
    force: bool,
    allow_weaker_permissions: bool,
    sources: tuple[str, ...],
    project: Path,
    frozen: bool | None,
    offline: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Make packages that Claude Code, Codex, Gemini CLI and other tools install.

    Each bundle of your source becomes a package; your artifacts without a bundle become one more. TARGET is the form
    of the packages, such as claude-plugin. Default: the forms made before.
    """
    started = time.perf_counter()
    _refuse_both(managed, folder, only, system)
    from aiwg.commands.fetched import FetchChoice
    from aiwg.commands.package import PackageOptions, run_check, run_package
    from aiwg.deployment.publishing.plan import PackageRequest

    request = PackageRequest(
        managed or folder or project / "dist" / "packages", targets, only, _system(managed, system)
    )
    fetching = FetchChoice(frozen, offline, writes=not check, silent=quiet or as_json)
    manner = PackageOptions(
        project, sources, force, allow_weaker_permissions, as_json, quiet, verbose, started, fetching
    )
    return (run_check if check else run_package)(request, manner)


def _refuse_both(managed: Path | None, folder: Path | None, only: tuple[str, ...], system: str | None) -> None:
    """Raise UsageError for options that do not fit together."""
    if managed is not None and folder is not None:
        raise click.UsageError("--managed names the folder itself: leave out --output.")
    if managed is not None and only:
        raise click.UsageError("--managed takes all that the project publishes: leave out --only.")
    if managed is None and system is not None:
        raise click.UsageError("--system is for --managed.")


def _system(managed: Path | None, system: str | None) -> str:
    """Return the operating system that settings for administrators are for, empty for packages."""
    if managed is None:
        return ""
    from aiwg.adapter.environment import current_os

    return system or current_os()
