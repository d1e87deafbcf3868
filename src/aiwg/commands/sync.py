"""What aiwg sync says, and what it says instead with --check."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from aiwg.apply.told import keep_told, read_told
from aiwg.artifact.ids import shown
from aiwg.commands.deploy import artifacts, conflict_exit, no_change
from aiwg.commands.fetched import FetchChoice, ensure_fetched
from aiwg.commands.kept_deliveries import remember_run
from aiwg.commands.personal_report import personal_exit, personal_json, print_personal
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError, first_exit
from aiwg.core.generics import TypeVar
from aiwg.deployment.intent import Targets
from aiwg.deployment.personal.wanted import is_personal_wanted
from aiwg.deployment.pipeline import carry_out
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.stages import Planned
from aiwg.deployment.sync import (
    PROJECT,
    Drift,
    SyncCheck,
    SyncResult,
    bring_up_to_date,
    check,
    recorded_scopes,
    would_sync,
)
from aiwg.deployment.workspace import Workspace
from aiwg.output import report
from aiwg.output.attention import print_attention, print_refused, say_names, say_way_out
from aiwg.output.console import paint, print_error, say, say_in_columns, say_json, table, width, width_of
from aiwg.output.notes import News
from aiwg.plan.actions import DRIFT, KEEP_OR_REPLACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.noop_cache.syncs import Key

SCHEMA = "aiwg.sync/1"
WAYS_OUT = {
    "stale": "update it: aiwg sync",
    "missing": "restore it: aiwg deploy --force",
    "edited": KEEP_OR_REPLACE,
    "in-the-way": KEEP_OR_REPLACE,
}
"""What to run about each sort of drift; the other sorts say it one by one."""


def unobserved(outcomes: Sequence[SyncResult], code: Exit) -> None:
    """Do nothing with the outcome of a sync."""


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """How the result is to be said; `observe` gets what became of each scope, and the exit code, after a sync.

    `accept_freer`: restrictions that a platform does not support may be lost, this time.
    """

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    started: float = 0.0
    snapshot_keys: tuple[Key, ...] = ()
    fetching: FetchChoice = field(default_factory=FetchChoice)
    observe: Callable[[Sequence[SyncResult], Exit], None] = unobserved
    accept_freer: bool = False

    def prepare(self, workspace: Workspace) -> None:
        """Bring the fetched sources of a workspace here. Raises UserError like `ensure_fetched`."""
        ensure_fetched(workspace, self.fetching)


Result = TypeVar("Result")


def _in_each(project: Path, scope: str | None, as_json: bool, work: Callable[[Targets], Result]) -> list[Result]:
    """Do something in each scope, and in the others even if it fails in one; then raise what went wrong."""
    results, errors = [], []
    for each in recorded_scopes(project, scope):
        try:
            results.append(work(Targets(project, each)))
        except UserError as error:
            errors.append(error)
    if errors:
        for other in errors[1:]:
            if not as_json:
                print_error(other, as_json=False)
        raise errors[0]
    return results


def run_sync(project: Path, scope: str | None, manner: SyncOptions) -> int:
    """Bring every scope up to date; return the exit code."""

    def carry(deployment: Planned) -> list[str]:
        backups = carry_out(deployment)
        settled = not deployment.refused and not deployment.plan.conflicts
        if settled and not is_personal_wanted(deployment.workspace):
            document = _document_of_no_change if manner.as_json else None
            remember_run(deployment, manner.snapshot_keys, no_change(deployment), "sync", document)
        return backups

    def work(targets: Targets) -> SyncResult:
        return bring_up_to_date(targets, carry=carry, prepare=manner.prepare, accept_freer=manner.accept_freer)

    outcomes = _in_each(project, scope, manner.as_json, work)
    if manner.as_json:
        say_json(_as_json(False, has_changed(), (_outcome_json(outcome) for outcome in outcomes)))
    else:
        for outcome in outcomes:
            _say_outcome(outcome, manner, len(outcomes) > 1)
            print_personal(outcome.personal, manner.quiet, manner.verbose)
    deployments = [each.deployment for each in outcomes]
    codes = [*map(conflict_exit, deployments), *(personal_exit(each.personal) for each in outcomes)]
    code = first_exit(*codes, *(exit_of(each.refused) for each in deployments))
    manner.observe(outcomes, code)
    return code


def run_check(project: Path, scope: str | None, manner: SyncOptions) -> int:
    """Say how every scope differs from what a sync would leave; return 5 if one does. Nothing is written."""
    looking = replace(manner, fetching=replace(manner.fetching, writes=False))
    checks = _in_each(
        project, scope, manner.as_json, lambda targets: check(targets, looking.prepare, manner.accept_freer)
    )
    clean = not any(each.drift for each in checks)
    if manner.as_json:
        changed = any(would_sync(each) for each in checks)
        say_json(_as_json(True, changed, (_check_json(each) for each in checks)))
    else:
        for each in checks:
            _say_check(each, manner, len(checks) > 1)
            print_refused(each.deployment)
    drift = Exit.OK if clean else Exit.DRIFT
    return first_exit(drift, *(exit_of(each.deployment.refused) for each in checks))


def _where(deployment: Planned, several: bool) -> str:
    if not several:
        return ""
    return "This project: " if deployment.workspace.scope == PROJECT else "Your home folder: "


def _say_outcome(outcome: SyncResult, manner: SyncOptions, several: bool) -> None:
    deployment = outcome.deployment
    if outcome.recovered:
        say("Recovered from an interrupted run.", error=True)
    keeping = deployment.workspace.state.keeping
    news = News(deployment, read_told(keeping), manner.verbose)
    if manner.quiet:
        news.print_problems()
    elif deployment.plan.is_stuck and not manner.verbose:
        news.print_drift()
    else:
        _say_what_was_done(outcome, news, manner, _where(deployment, several))
        keep_told(keeping, news.keys(notes=bool(deployment.plan.changes)))
    print_attention(deployment, "Everything else is up to date.")


def _say_what_was_done(outcome: SyncResult, news: News, manner: SyncOptions, where: str) -> None:
    deployment = outcome.deployment
    took = paint(f"{time.perf_counter() - manner.started:.1f} s", "faint")
    if manner.verbose:
        report.print_files(deployment)
    if deployment.plan.changes:
        what = f"{artifacts(deployment)} to {report.names(deployment)}"
        say(f"{where}{paint('Synced', 'ok')} {what}   ({report.counts(deployment.plan.actions)})   {took}")
    else:
        say(f"{where}{no_change(deployment)}   {took}")
    report.print_backups(outcome.backups)
    report.print_moves(deployment)
    news.print_drift()
    (news.print_notes if manner.verbose or deployment.plan.changes else news.print_standing)()


def _say_check(found: SyncCheck, manner: SyncOptions, several: bool) -> None:
    where = _where(found.deployment, several)
    if not found.drift:
        if not manner.quiet:
            say(f"{where}{_not_here(found) or no_change(found.deployment)}")
        return
    count = "1 item is" if len(found.drift) == 1 else f"{len(found.drift)} items are"
    say(f"{where}{paint(f'{count} out of date:', 'error')}")
    rows = [[paint(each.what, "warning"), shown(each.about), shown(each.reason)] for each in found.drift]
    for line, row, each in zip(table(rows), rows, found.drift, strict=True):
        own = "" if each.what in WAYS_OUT else shown(each.hint)
        if width_of(line) + len(own) <= width():
            say(f"{line}   {paint(own, 'hint')}" if own else line)
        else:
            say_in_columns(f"{row[0]}  {row[1]}", row[2], own)
    sorts = {each.what for each in found.drift}
    for what, way_out in WAYS_OUT.items():
        if what in sorts and not (what == "in-the-way" and "edited" in sorts):
            say_way_out(f"{what}: {way_out}")
    drifting = {name for each in found.drift for name in each.artifacts}
    waiting = sorted({each.named for each in found.deployment.loaded.withheld if each.named in drifting})
    if waiting:
        say_names("Not approved on this machine, so aiwg sync does not write", waiting)


def _not_here(found: SyncCheck) -> str:
    """Return what to say of a clone that lacks the outputs which git ignores; nothing where they are there."""
    if not found.unwritten:
        return ""
    files = "1 file that git ignores is" if found.unwritten == 1 else f"{found.unwritten} files that git ignores are"
    return f"All files in git are up to date. {files} missing here: {paint('aiwg sync', 'hint')}"


def _outcome_json(outcome: SyncResult) -> dict[str, Any]:
    actions = outcome.deployment.plan.of(*DRIFT, "conflict")
    names = {"edited": "edited", "deleted": "missing", "orphan": "orphan", "conflict": "in-the-way"}
    drift = [
        Drift(names[each.action], each.path, each.reason, each.hint, each.artifacts, each.platforms) for each in actions
    ]
    own = outcome.personal
    personal = personal_json(own.deployment, own.applied, own.backups) if own else None
    found = _scope_json(outcome.deployment, outcome.applied, drift)
    return {**found, "backups": outcome.backups, "personal": personal}


def _document_of_no_change(deployment: Planned) -> dict[str, Any]:
    return _as_json(False, False, [_outcome_json(SyncResult(deployment, applied=True))])


def _check_json(found: SyncCheck) -> dict[str, Any]:
    personal = personal_json(found.personal, applied=False)
    return {**_scope_json(found.deployment, False, found.drift), "personal": personal}


def _scope_json(deployment: Planned, applied: bool, drift: Iterable[Drift]) -> dict[str, Any]:
    return {
        "scope": deployment.workspace.scope,
        "platforms": [adapter.id for adapter in deployment.adapters],
        "applied": applied,
        "changes": [
            {"action": action.action, "path": action.path}
            for action in sorted(deployment.plan.changes, key=lambda action: action.path)
        ],
        "drift": [each.as_json() for each in drift],
        "withheld": sorted({artifact.named for artifact in deployment.loaded.withheld}),
        "kept": report.kept_json(deployment),
        "approved_by_policy": [each.as_json() for each in deployment.loaded.approved_by_policy],
        **report.refused_json(deployment),
        "problems": [problem.as_problem() for problem in deployment.problems],
    }


def _as_json(check: bool, changed: bool, scopes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    listed = list(scopes)
    clean = not any(scope["drift"] or scope["refused"] or (check and scope["changes"]) for scope in listed)
    return {"schema": SCHEMA, "changed": changed, "check": check, "clean": clean, "scopes": listed}
