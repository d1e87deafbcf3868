"""What aiwg package does and says: packages that clients install, made of the project's own sources."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from aiwg.apply import journal
from aiwg.artifact.ids import shown
from aiwg.commands.deploy import conflict_exit
from aiwg.commands.fetched import FetchChoice, ensure_fetched
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError, first_exit
from aiwg.deployment.intent import Deploy, Intent, Targets, Verify
from aiwg.deployment.pipeline import carry_out, would_change
from aiwg.deployment.preflight import stop_on_lost_permissions
from aiwg.deployment.publishing.load import package_workspace
from aiwg.deployment.publishing.plan import PackageRequest, PlannedPackages, plan_packages
from aiwg.deployment.publishing.versions import stale_versions, stop_on_stale_versions
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.sync import Drift, drift_of, stray_drift
from aiwg.deployment.workspace import Workspace, open_as_approved, open_workspace
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.output import report
from aiwg.output.attention import print_attention, print_refused
from aiwg.output.console import paint, say, say_in_columns, say_json
from aiwg.output.fidelity import print_fidelity
from aiwg.output.notes import News

SCHEMA = "aiwg.package/1"
NAMED = 6
"""Packages that one line names."""


@dataclass(frozen=True, slots=True)
class PackageOptions:
    """Where packages are made of, and how the result is to be said."""

    project: Path
    sources: tuple[str, ...] = ()
    force: bool = False
    allow_weaker: bool = False
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    started: float = 0.0
    fetching: FetchChoice = field(default_factory=FetchChoice)

    @property
    def targets(self) -> Targets:
        """Return the project and the sources."""
        return Targets(self.project, sources=self.sources)


def run_package(request: PackageRequest, manner: PackageOptions) -> int:
    """Make the packages; return the exit code."""
    workspace = _opened(open_workspace(manner.project, "project"), request, manner)
    intent = Deploy(manner.targets, force=manner.force, accept_freer=manner.allow_weaker)
    state = workspace.state
    with state.session_in_new_folder():
        if state.has_journal and journal.recover(state, workspace.claims.of):
            say("Recovered from an interrupted run.", error=True)
        packages = _planned(intent, request, workspace)
        if not manner.force:
            stop_on_stale_versions(packages)
        backups = [] if packages.planned.plan.is_stuck else carry_out(packages.planned)
    if manner.as_json:
        say_json(_json(packages, applied=True, backups=backups))
    else:
        _say_done(packages, manner, backups)
    return first_exit(exit_of(packages.planned.refused), conflict_exit(packages.planned))


def run_check(request: PackageRequest, manner: PackageOptions) -> int:
    """Say how the packages differ from what a run would leave; return 5 if they do. Nothing is written."""
    workspace = _opened(open_as_approved(manner.project, "project"), request, manner)
    packages = _planned(Verify(manner.targets), request, workspace)
    drift = list(_drift(packages))
    if manner.as_json:
        say_json(_json(packages, applied=False, drift=drift))
    else:
        _say_check(packages, drift, manner)
    return first_exit(Exit.DRIFT if drift else Exit.OK, exit_of(packages.planned.refused))


def _opened(workspace: Workspace, request: PackageRequest, manner: PackageOptions) -> Workspace:
    """Return the workspace of the packages, once the fetched sources are here.

    Raises UserError (usage) for a folder in the project's own source, and for settings in the machine's own folder.
    """
    source = os.path.realpath(workspace.project / PROJECT_FOLDER)
    if f"{os.path.realpath(request.folder)}/".startswith(f"{source}/"):
        raise UserError(
            f"{request.folder} is in the project's source.", exit=Exit.USAGE, hint="Name another folder: -o DIR"
        )
    for target in request.known.values():
        if target.managed and os.path.realpath(request.folder / target.tree) == os.path.realpath(target.managed):
            raise UserError(
                f"{target.managed} is a folder of this machine: aiwg writes no settings there.",
                exit=Exit.USAGE,
                hint="Name another folder, and copy the files yourself: --managed DIR",
            )
    ensure_fetched(workspace, manner.fetching, manner.sources)
    return package_workspace(workspace, request.folder, request.known)


def _planned(intent: Intent, request: PackageRequest, workspace: Workspace) -> PlannedPackages:
    packages = plan_packages(intent, request, workspace)
    stop_on_lost_permissions(packages.planned.lost_permissions)
    return packages


def _drift(packages: PlannedPackages) -> Iterable[Drift]:
    planned = packages.planned
    if planned.workspace.state.has_journal:
        yield Drift("interrupted", "the last run", "it was interrupted", "recover: aiwg package")
    yield from (stray_drift(stray) for stray in planned.strays if not stray.platforms)
    yield from drift_of(planned)
    for each in stale_versions(packages):
        reason = f"its content changed, and its version {packages.details.version} did not"
        yield Drift("version", each.folder, reason, "change package: {version: ...} in aiwg.yaml")


def _say_check(packages: PlannedPackages, drift: Sequence[Drift], manner: PackageOptions) -> None:
    if drift:
        count = "1 item is" if len(drift) == 1 else f"{len(drift)} items are"
        say(f"{paint(f'{count} out of date:', 'error')} {_folder(packages)}")
        for each in drift:
            say_in_columns(f"{each.what}  {shown(each.about)}", shown(each.reason), shown(each.hint))
        say(f"  Update the packages: {paint('aiwg package', 'hint')}")
    elif not manner.quiet:
        say(f"{_what(packages)}: all up to date")
    print_refused(packages.planned)


def _say_done(packages: PlannedPackages, manner: PackageOptions, backups: Sequence[str]) -> None:
    planned = packages.planned
    news = News(planned, verbose=manner.verbose)
    took = paint(f"{time.perf_counter() - manner.started:.1f} s", "faint")
    if manner.quiet:
        news.print_problems()
    else:
        if manner.verbose:
            report.print_files(planned)
        if planned.plan.changes:
            counts = report.counts(planned.plan.actions)
            say(f"{paint('Packaged', 'ok')} {_what(packages)} in {_folder(packages)}   ({counts})   {took}")
            print_fidelity(planned, manner.verbose)
            _say_where_to_copy(packages)
        else:
            say(f"{_what(packages)}: all up to date   {took}")
        report.print_backups(backups)
        news.print_drift()
        (news.print_notes if manner.verbose or planned.plan.changes else news.print_standing)()
    print_attention(planned, "Everything else is packaged.")


def _say_where_to_copy(packages: PlannedPackages) -> None:
    """Say where an administrator copies each folder; aiwg writes to no place of a machine."""
    managed = {each.folder: each.target.managed for each in packages.made if each.folder and each.target.managed}
    if managed:
        say("Copy these folders to your machines, as root:")
        for folder, place in sorted(managed.items()):
            say_in_columns(f"{shown(folder)}/", shown(place))


def _folder(packages: PlannedPackages) -> str:
    return shown(os.path.relpath(packages.planned.workspace.roots.base))


def _what(packages: PlannedPackages) -> str:
    """Return `adr, design (Claude Code plugin, Agent Plugin)`."""
    names = list(dict.fromkeys(each.name for each in packages.made if each.folder))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    forms = ", ".join(adapter.name for adapter in packages.planned.adapters)
    return f"{', '.join(names[:NAMED]) or 'no package'}{more} ({forms})"


def _json(
    packages: PlannedPackages, applied: bool, backups: Sequence[str] = (), drift: Sequence[Drift] = ()
) -> dict[str, Any]:
    planned = packages.planned
    forbidden = any(each.what == "version" for each in drift)
    return {
        "schema": SCHEMA,
        "changed": has_changed() if applied else would_change(planned) and not forbidden,
        "name": packages.details.name,
        "version": packages.details.version or None,
        "targets": [adapter.id for adapter in planned.adapters],
        "applied": applied,
        "packages": [
            {
                "name": each.name,
                "target": each.target.id,
                "folder": each.folder or None,
                "artifacts": [{"artifact": found.artifact, **found.as_json()} for found in each.deliveries],
            }
            for each in packages.made
        ],
        "changes": [
            {"action": action.action, "path": action.path}
            for action in sorted(planned.plan.changes, key=lambda action: action.path)
        ],
        "drift": [each.as_json() for each in drift or drift_of(planned) if applied is False or each.what != "stale"],
        "backups": list(backups),
        "withheld": sorted({artifact.named for artifact in planned.loaded.withheld}),
        **report.refused_json(planned),
        "problems": [problem.as_problem() for problem in planned.problems],
    }
