"""What deploy and remove have in common: plan, say, apply under the lock, say again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from aiwg import noop_cache
from aiwg.apply import journal
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError, first_exit
from aiwg.deployment.intent import Deploy, Remove
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.preflight import how_to_accept, stop_on_lost_permissions
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.stages import Planned
from aiwg.deployment.undelivered import UNDELIVERED, not_arriving
from aiwg.deployment.vcs.exclude import agreed_exclude_file
from aiwg.deployment.workspace import choose_platforms, open_workspace
from aiwg.output import report
from aiwg.output.console import is_terminal, paint, print_problems, say, say_json
from aiwg.output.fidelity import print_fidelity

PROGRESS_FROM = 200


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """How the result is to be said."""

    dry_run: bool = False
    show_diff: bool = False
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    started: float = 0.0
    snapshot_keys: tuple[str, ...] = ()
    done: str = "Deployed"


def run_deploy(intent: Deploy | Remove, manner: OutputOptions) -> int:
    """Plan, and unless it is a dry run apply; return the exit code."""
    intent = _with_platforms(intent, manner)
    if manner.dry_run:
        deployment = plan_deployment(intent)
        return _say_plan(deployment, manner)
    workspace = open_workspace(intent.targets.project, intent.targets.scope)
    if isinstance(intent, Remove) and not workspace.state.manifest.exists() and not workspace.state.has_journal:
        if workspace.state.is_left_behind:
            with workspace.state.session():  # that takes it away
                pass
        exclude = agreed_exclude_file(workspace.project) if workspace.scope == "project" else None
        if exclude is not None and not manner.dry_run:
            exclude.remove()
        if manner.as_json:
            say_json(report.plan_json(plan_deployment(intent, workspace), applied=True))
        else:
            say("Nothing of ours is deployed here.")
        return Exit.OK
    with workspace.state.session():
        if workspace.state.has_journal and journal.recover(workspace.state, workspace.claims.of):
            say("An earlier run was cut off; its books are in order again.", error=True)
        deployment = plan_deployment(intent, workspace)
        if deployment.plan.conflicts:
            return _say_conflicts(deployment, manner)
        stop_on_lost_permissions(deployment.lost_permissions)
        if manner.show_diff:
            _say_diff(deployment)
        with progress(len(deployment.plan.changes), manner.quiet or manner.as_json) as step:
            backups = carry_out(deployment, step)
        if isinstance(intent, Deploy) and not deployment.refused:
            noop_cache.remember(deployment, manner.snapshot_keys, no_change(deployment))
    return _say_done(deployment, manner, backups)


def _with_platforms(intent: Deploy | Remove, manner: OutputOptions) -> Deploy | Remove:
    """Ask for the platforms on a terminal when none is named, recorded or detected."""
    targets = intent.targets
    if isinstance(intent, Remove) or targets.platforms or manner.as_json or not is_terminal():
        return intent
    workspace = open_workspace(targets.project, targets.scope)
    try:
        choose_platforms(workspace, intent, workspace.state.read_manifest())
    except UserError as error:
        if error.exit is not Exit.USAGE:
            raise
        say(
            "No platform is named, and none is recorded or detected here. "
            f"There are: {', '.join(workspace.registry.ids())}"
        )
        typed = click.prompt("Deploy to (comma-separated)", type=str)
        named = tuple(part.strip() for part in typed.split(",") if part.strip())
        return replace(intent, targets=replace(targets, platforms=named))
    return intent


@contextmanager
def progress(total: int, silent: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """Show a progress bar to a person who has to wait; the block gets what moves it on, or None."""
    if total < PROGRESS_FROM or silent or not is_terminal():
        yield None
        return
    with click.progressbar(length=total, label="Writing") as bar:
        yield lambda number, count, path: bar.update(1)


def _say_plan(deployment: Planned, manner: OutputOptions) -> int:
    if manner.as_json:
        say_json(report.plan_json(deployment, applied=False))
    else:
        if manner.show_diff:
            _say_diff(deployment)
        elif not manner.quiet:
            (report.print_files if manner.verbose else report.print_changes)(deployment)
        if not manner.quiet:
            say(f"{_would(deployment, manner)}; nothing was written")
            print_fidelity(deployment, manner.verbose)
            report.print_moves(deployment)
            report.print_drift(deployment)
        report.print_notes(deployment, manner.verbose)
        if not manner.quiet and not manner.verbose:
            report.print_yielded(deployment)
        if not manner.quiet:
            report.print_start_folder_notes(deployment, manner.verbose)
        report.print_refused(deployment)
        if deployment.plan.conflicts:
            report.print_in_the_way("A deploy would write nothing", deployment.plan.conflicts)
    if deployment.lost_permissions and not deployment.plan.conflicts:
        return _say_refused(deployment, manner)
    return first_exit(exit_of(deployment.refused), conflict_exit(deployment))


def _would(deployment: Planned, manner: OutputOptions) -> str:
    """Return what a run without --dry-run would do."""
    counts = report.counts(deployment.plan.actions)
    if manner.done != "Deployed":
        return f"Would remove what aiwg wrote   ({counts})"
    what = f"{artifacts(deployment)} to {report.names(deployment)}"
    if deployment.plan.conflicts:
        return f"Would not deploy {what}: conflicts come first   (without them: {counts})"
    return f"Would deploy {what}   ({counts})"


def _say_refused(deployment: Planned, manner: OutputOptions) -> int:
    """Say after a dry run that a deploy would be refused; the restrictions themselves are among the notes."""
    if not manner.as_json:
        say(
            f"A deploy is refused: restrictions of yours would be lost. {how_to_accept(deployment.lost_permissions)}",
            error=True,
        )
    return Exit.REFUSED


def _say_conflicts(deployment: Planned, manner: OutputOptions) -> int:
    if manner.as_json:
        say_json(report.plan_json(deployment, applied=False))
    else:
        for each in deployment.refused:
            print_problems(each.problems)
        report.print_conflicts(deployment)
    return first_exit(exit_of(deployment.refused), conflict_exit(deployment))


def conflict_exit(deployment: Planned) -> Exit:
    """Return the exit code of a plan's conflicts: refused when one of them is not safe, none without any."""
    conflicts = deployment.plan.conflicts
    if any(action.unsafe for action in conflicts):
        return Exit.REFUSED
    return Exit.CONFLICT if conflicts else Exit.OK


def _say_diff(deployment: Planned) -> None:
    from aiwg.output.diff import print_diff

    for action in sorted(deployment.plan.changes, key=lambda action: action.path):
        print_diff(action)


def artifacts(deployment: Planned) -> str:
    """Return `31 artifacts`."""
    count = len({artifact.named for artifact in deployment.catalog})
    return f"{count} artifact{'' if count == 1 else 's'}"


def no_change(deployment: Planned) -> str:
    """Return the one line that a run with nothing to do prints."""
    if not deployment.adapters:
        return ""
    missing = not_arriving(deployment.problems)
    nothing = missing and all(each.level == "unsupported" for each in deployment.deliveries)
    rest = "the rest is up to date" if deployment.refused else "all up to date"
    state = "nothing arrives" if nothing else rest
    parts = [f"{artifacts(deployment)} on {report.names(deployment)}: {state}", *([missing] if missing else [])]
    warnings = sum(problem.level == "warning" for problem in deployment.problems if problem.code != UNDELIVERED)
    if warnings:
        parts.append(f"{warnings} warning{'' if warnings == 1 else 's'}: aiwg deploy -v")
    if deployment.loaded.withheld:
        parts.append(f"{len(deployment.loaded.withheld)} wait for your consent: aiwg trust")
    return "   ".join(parts)


def _say_done(deployment: Planned, manner: OutputOptions, backups: list[str]) -> int:
    if manner.as_json:
        say_json(report.plan_json(deployment, applied=True, backups=backups))
    else:
        _say_what_was_done(deployment, manner, backups)
        report.print_refused(deployment)
    return exit_of(deployment.refused)


def _say_what_was_done(deployment: Planned, manner: OutputOptions, backups: list[str]) -> None:
    took = paint(f"{time.perf_counter() - manner.started:.1f} s", "faint")
    if manner.quiet:
        report.print_notes(deployment, verbose=False)
        return
    changed = bool(deployment.plan.changes)
    if manner.verbose:
        report.print_files(deployment)
    if manner.done == "Deployed" and not changed:
        say(f"{no_change(deployment)}   {took}")
        report.print_drift(deployment)
        if manner.verbose:
            report.print_notes(deployment, verbose=True)
        return
    if manner.done == "Deployed":
        say(
            f"{paint('Deployed', 'ok')} {artifacts(deployment)} to {report.names(deployment)}   "
            f"({report.counts(deployment.plan.actions)})   {took}"
        )
        print_fidelity(deployment, manner.verbose)
    else:
        say(f"{paint(manner.done, 'ok')}   ({report.counts(deployment.plan.actions)})   {took}")
    report.print_moves(deployment)
    report.print_backups(backups)
    if manner.done != "Deployed" and (kept := deployment.workspace.state.shown_backups):
        say(f"  Backups of your files stay in {report.at_home(kept)}. Delete that folder if you do not need them.")
    report.print_drift(deployment)
    if manner.done == "Deployed" or manner.verbose:
        report.print_notes(deployment, manner.verbose)
        if not manner.verbose:
            report.print_yielded(deployment)
        report.print_start_folder_notes(deployment, manner.verbose)
