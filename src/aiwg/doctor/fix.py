"""`--fix`: what is safe to mend, through a plan and the one writer; never an edit of yours."""

from __future__ import annotations

import os
from collections.abc import Iterable

from aiwg.apply import journal
from aiwg.apply.apply import replace_manifest
from aiwg.apply.durable import sweep
from aiwg.apply.state import State
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import UserError
from aiwg.deployment.intent import Restore, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.stages import Planned
from aiwg.deployment.workspace import Workspace, open_workspace
from aiwg.doctor.corruption import damage_of
from aiwg.doctor.model import PLANNED, REWRITTEN, STATE, TAKEN
from aiwg.doctor.recover_manifest import salvaged
from aiwg.doctor.runner import Report, examine
from aiwg.plan.actions import ADOPT, CONFLICT, CREATE, DELETE, EDITED, KEEP, UPDATE, Action


@dataclass(slots=True)
class FixResult:
    """What was mended: paths that were written or removed, backups that were made, and why something was left."""

    paths: list[str] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)
    left: str = ""


def mend(report: Report) -> FixResult:
    """Mend what the report says can be, under the lock; return what was done.

    Raises UserError as applying does, and (locked) when another process writes.
    """
    subject = report.subject
    if subject.workspace is None:
        return FixResult(left="fix the settings first")
    if not subject.environment.home:  # consents and the record that an undo needs lie there
        return FixResult(left="without a home folder aiwg cannot know your approvals")
    ways = ways_of(report)
    if not ways:
        return FixResult()
    mended = FixResult()
    workspace = open_workspace(subject.project, subject.scope)
    with workspace.state.session():
        mended.paths += _mend_state(workspace, report, ways)
        if subject.failed == "manifest":
            report, ways = _with_a_new_manifest(workspace.state, report, mended)
        if any(way != STATE for way in ways.values()):
            _mend_outputs(report, ways, mended)
    return mended


def ways_of(report: Report) -> dict[str, str]:
    """Return how each file is mended that can be."""
    return {each.file or "": each.fix.way for each in report.fixable if each.fix}


def _with_a_new_manifest(state: State, report: Report, mended: FixResult) -> tuple[Report, dict[str, str]]:
    """Rebuild the manifest from what is whole of it; return what is found with that."""
    manifest = salvaged(state)
    if manifest is None:
        return report, {}
    mended.backups.append(replace_manifest(state, manifest))
    subject = report.subject
    again = examine(subject.project, subject.scope, subject.named)
    return again, ways_of(again)


def _mend_state(workspace: Workspace, report: Report, ways: dict[str, str]) -> list[str]:
    """Finish the books of a run that was cut off and sweep its temporary files; return the files."""
    state = workspace.state
    if report.subject.failed != "manifest":
        journal.recover(state, workspace.claims.of)
    files = sorted(file for file, way in ways.items() if way == STATE)
    if not files:
        return []
    for folder in report.subject.output_folders:
        if state.roots.named(os.path.realpath(folder)) is not None or folder == os.fspath(state.roots.base):
            _sweep(folder)
    return files


def _sweep(folder: str) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        sweep(descriptor)
    finally:
        os.close(descriptor)


def _mend_outputs(report: Report, ways: dict[str, str], mended: FixResult) -> None:
    """Carry out the part of the plan that mends, and nothing else of it."""
    subject = report.subject
    deleted = frozenset(path for path, way in ways.items() if way == TAKEN)
    planned = plan_deployment(Restore(Targets(subject.project, subject.scope), deleted))
    if planned.lost_permissions:
        mended.left = "one of your restrictions would be lost: see restriction-lost"
        return
    stuck = bool(planned.plan.conflicts)
    actions = [_chosen(action, ways.get(action.path, ""), planned) for action in planned.plan.actions]
    planned = planned.with_actions(action for action in actions if action is not None)
    if stuck:
        planned = planned.with_places_kept()
        mended.left = "conflicts with your files; see: aiwg status"
    mended.paths += [action.path for action in _changing(planned.plan.actions)]
    mended.backups += carry_out(planned)


def _changing(actions: Iterable[Action]) -> list[Action]:
    return [action for action in actions if action.action in (CREATE, UPDATE, DELETE, ADOPT)]


def _chosen(action: Action, way: str, planned: Planned) -> Action | None:
    """Return what to do about one path: mend it, or leave file and record as they are.

    What was found may be a while ago: a file that somebody wrote since then is theirs.
    """
    if action.path in planned.plan.restored:
        return action
    if way == REWRITTEN and (action.action == KEEP or damage_of(action)):
        return _again(action)
    if way == PLANNED or action.action == CONFLICT:
        return action
    if action.action in (CREATE, UPDATE, DELETE, ADOPT) or action.record is None:
        record = planned.old.records.get(action.path)
        return None if record is None else replace(action, action=KEEP, new=None, record=record, backup=False)
    return action


def _again(action: Action) -> Action:
    """Return the action that writes our bytes over the ruins of them; what was cut off may have been meant so."""
    return replace(action, action=UPDATE, reason="", hint="", backup=action.action == EDITED)


def mend_all(reports: Iterable[Report]) -> tuple[list[FixResult], list[UserError]]:
    """Mend every report; return what was done, and what went wrong in the scopes where it did."""
    done, errors = [], []
    for report in reports:
        try:
            done.append(mend(report))
        except UserError as error:
            errors.append(error)
    return done, errors
