"""What the commonest commands do with their options: for click, and for plain command lines that need no click."""

from __future__ import annotations

TYPE_CHECKING = False  # typing itself costs more to import than this
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from aiwg.commands.sync import SyncOptions


def deploy(
    arguments: Sequence[str],
    started: float,
    *,
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
    allow_weaker_permissions: bool,
    copies: tuple[str, ...],
    strict: bool,
    frozen: bool | None,
    offline: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Deploy; return the exit code."""
    from aiwg.commands.deploy import OutputOptions, run_deploy
    from aiwg.commands.fetched import FetchChoice
    from aiwg.deployment.intent import ArtifactFilter, Deploy, Targets
    from aiwg.noop_cache import syncs

    targets = Targets(project, scope, platforms, sources)
    intent = Deploy(targets, ArtifactFilter(kinds, only, profile), force, allow_weaker_permissions, strict, copies)
    keys, fetching = tuple(syncs.keys(arguments)), FetchChoice(frozen, offline)
    manner = OutputOptions(dry_run, show_diff, as_json, quiet, verbose, started, keys, fetching=fetching)
    return run_deploy(intent, manner)


def sync(
    arguments: Sequence[str],
    started: float,
    *,
    check: bool,
    project: Path,
    scope: str | None,
    **others: Any,
) -> int:
    """Update the deployed files once, or check them; return the exit code. `others` are those of `sync_options`."""
    from aiwg.commands.sync import run_check, run_sync

    return (run_check if check else run_sync)(project, scope, sync_options(arguments, started, **others))


def sync_options(
    arguments: Sequence[str],
    started: float,
    *,
    allow_weaker_permissions: bool,
    frozen: bool | None,
    offline: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> SyncOptions:
    """Return how a sync is to be done and told."""
    from aiwg.commands.fetched import FetchChoice
    from aiwg.commands.sync import SyncOptions
    from aiwg.noop_cache import syncs

    fetching = FetchChoice(frozen, offline, silent=quiet or as_json)
    keys = tuple(syncs.keys(arguments))
    return SyncOptions(as_json, quiet, verbose, started, keys, fetching, accept_freer=allow_weaker_permissions)


def watch(
    *,
    check: bool,
    reconcile: bool,
    notify: str | None,
    report: Path | None,
    project: Path,
    scope: str | None,
    allow_weaker_permissions: bool,
    frozen: bool | None,
    offline: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Update the deployed files after every change of a source; return the exit code.

    `check` and `allow_weaker_permissions` do not go with it.
    """
    from aiwg.commands.fetched import FetchChoice
    from aiwg.commands.watch import WatchOptions, run_watch

    telling = WatchOptions(as_json, quiet, verbose, reconcile, report, FetchChoice(frozen, offline, silent=True))
    return run_watch(project, scope, telling, notify)


def status(arguments: Sequence[str], started: float, *, project: Path, scope: str, as_json: bool, verbose: bool) -> int:
    """Show what is deployed; return the exit code."""
    from aiwg.commands.status import run_status

    return run_status(project, scope, as_json, verbose)


def doctor(
    arguments: Sequence[str],
    started: float,
    *,
    platforms: tuple[str, ...],
    project: Path,
    scope: str | None,
    fix: bool,
    strict: bool,
    run_clients: bool,
    as_json: bool,
    as_sarif: bool,
    verbose: bool,
) -> int:
    """Check that every platform loads the deployed files; return the exit code."""
    from aiwg.commands.doctor import DoctorOptions, run_doctor

    return run_doctor(project, scope, platforms, DoctorOptions(fix, strict, run_clients, as_json, as_sarif, verbose))
