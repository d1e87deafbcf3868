"""Undo: plan, say, apply under the lock, say again."""

from __future__ import annotations

from pathlib import Path

from aiwg.apply import journal
from aiwg.core.errors import Exit
from aiwg.deployment.undo import UndoPlan, carry_out_undo, plan_undo
from aiwg.deployment.workspace import open_workspace
from aiwg.output import report
from aiwg.output.attention import print_conflicts
from aiwg.output.console import paint, say, say_json


def run_undo(project: Path, scope: str, dry_run: bool, force: bool, as_json: bool) -> int:
    """Undo the last apply of a project or of the user scope; return the exit code."""
    workspace = open_workspace(project, scope)
    state = workspace.state
    with state.session():
        if journal.recover(state, workspace.claims.of):
            say("Recovered from an interrupted run.", error=True)
        undoing = plan_undo(state, workspace.claims, force)
        if undoing is None:
            if as_json:
                say_json({"schema": "aiwg.undo/1", "done": "Not undone", "actions": [], "backups": []})
            else:
                say("There is nothing to undo here.")
            return Exit.OK
        if undoing.plan.conflicts and not dry_run:
            _say(undoing, "Not undone", [], as_json)
            return Exit.CONFLICT
        backups = [] if dry_run else carry_out_undo(undoing, state)
    _say(undoing, "Would undo" if dry_run else "Undone", backups, as_json)
    return Exit.CONFLICT if undoing.plan.conflicts else Exit.OK


def _say(undoing: UndoPlan, word: str, backups: list[str], as_json: bool) -> None:
    plan = undoing.plan
    if as_json:
        actions = [
            {"action": action.action, "path": action.path, "reason": action.reason or None} for action in plan.actions
        ]
        say_json({"schema": "aiwg.undo/1", "done": word, "actions": actions, "backups": backups})
        return
    if plan.conflicts and word == "Not undone":
        print_conflicts(plan.conflicts, "aiwg undid nothing.")
        return
    again = f"   {paint('reverse it: aiwg undo', 'hint')}" if word == "Undone" else ""
    say(f"{paint(word, 'ok')}: {report.counts(plan.actions)}{again}")
    report.print_backups(backups)
