"""The outcome of a comparison of the deployed files with their sources, or of a sync."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.commands.deploy import artifacts
from aiwg.commands.sync import WAYS_OUT
from aiwg.core.changes import has_changed
from aiwg.core.errors import Exit, first_exit
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.stages import Planned
from aiwg.deployment.sync import WHAT, Drift, SyncCheck, SyncResult, drift_of, would_sync
from aiwg.findings.model import ERROR, WARNING, Finding
from aiwg.output.checks.outcome import BLOCKED, CHANGED, NEW, REMOVED, CheckOutcome, FileChange
from aiwg.output.report import names
from aiwg.plan.actions import CREATE, DELETE, UPDATE
from aiwg.source.refused import Refused

EFFECTS = {CREATE: NEW, UPDATE: CHANGED, DELETE: REMOVED}
"""What a sync does with a file, for each action that writes; the others leave it alone."""

COMMAND = "aiwg sync --check"
_NEXT = {"stale": "aiwg sync", "missing": "aiwg deploy --force", "interrupted": "aiwg sync", "not-written": "aiwg sync"}
_OF_FILES = frozenset(what for what, _ in WHAT.values())


def outcome_of_check(found: SyncCheck) -> CheckOutcome:
    """Return the outcome of a comparison that wrote nothing."""
    refused = found.deployment.refused
    drift = Exit.DRIFT if found.drift else Exit.OK
    findings = [
        *(_finding(each, ERROR) for each in found.drift),
        *(problem for each in refused for problem in each.problems),
    ]
    count = "1 item is" if len(found.drift) == 1 else f"{len(found.drift)} items are"
    message = f"{count} out of date" if found.drift else up_to_date(found)
    if refused:
        message = f"{message}; refused: {', '.join(each.located.key for each in refused)}"
    changes = [change for planned in _plans(found) for change in _changes(planned, found.drift)]
    return CheckOutcome(
        COMMAND,
        first_exit(drift, exit_of(refused)),
        message,
        tuple(findings),
        "aiwg lint" if refused else _next(found),
        tuple(changes),
        would_sync(found),
    )


def outcome_of_sync(results: Sequence[SyncResult], code: Exit) -> CheckOutcome:
    """Return the outcome of a sync that wrote what it could, in all its scopes together."""
    findings, changes, refused = list[Finding](), list[FileChange](), list[Refused]()
    for each in results:
        for planned in (each.deployment, each.personal.deployment) if each.personal else (each.deployment,):
            drift = list(drift_of(planned))
            written = {action.path for action in planned.plan.changes}
            changes += _changes(planned, drift)
            findings += [
                _finding(one, ERROR if one.what == "in-the-way" else WARNING)
                for one in drift
                if one.about not in written
            ]
        refused += each.deployment.refused
        findings += [problem for one in each.deployment.refused for problem in one.problems]
    count = sum(change.effect != BLOCKED for change in changes)
    message = f"{count} file{'' if count == 1 else 's'} updated" if count else "nothing to update"
    next_command = "aiwg lint" if refused else "aiwg diff" if code != Exit.OK else ""
    return CheckOutcome("aiwg sync", code, message, tuple(findings), next_command, tuple(changes), has_changed())


def up_to_date(found: SyncCheck) -> str:
    """Return what is up to date: the artifacts and the platforms."""
    where = names(found.deployment)
    return f"{artifacts(found.deployment)} on {where}: up to date" if where else "up to date"


def _plans(found: SyncCheck) -> Sequence[Planned]:
    return (found.deployment, found.personal) if found.personal else (found.deployment,)


def _finding(drift: Drift, level: str) -> Finding:
    """Return a difference as a finding; one that is about no file names its subject in the message."""
    is_file = drift.what in _OF_FILES
    message = drift.reason if is_file else f"{drift.about}: {drift.reason}"
    hint = WAYS_OUT.get(drift.what, drift.hint) or None
    return Finding(drift.what, level, message, drift.about if is_file else None, hint=hint, platforms=drift.platforms)


def _changes(planned: Planned, drift: Iterable[Drift]) -> Iterable[FileChange]:
    """Yield the files of one plan that differ, by path."""
    called = {adapter.id: adapter.name for adapter in planned.adapters}
    differing = {each.about: each for each in drift if each.what in _OF_FILES}
    for action in sorted(planned.plan.of(*WHAT), key=lambda action: action.path):
        if each := differing.pop(action.path, None):
            tools = tuple(called.get(platform, platform) for platform in action.platforms)
            yield FileChange(action.path, EFFECTS.get(action.action, BLOCKED), each.reason, action.artifacts, tools)


def _next(found: SyncCheck) -> str:
    """Return the one command to run first about the differences."""
    drifting = {name for each in found.drift for name in each.artifacts}
    if any(each.named in drifting for each in found.deployment.loaded.withheld):
        return "aiwg trust"
    sorts = {each.what for each in found.drift}
    return next((command for what, command in _NEXT.items() if what in sorts), "aiwg diff" if sorts else "")
