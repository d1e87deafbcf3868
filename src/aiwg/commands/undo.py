"""Undo: plan, say, apply under the lock, say again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from aiwg.apply import journal
from aiwg.apply.forecast import would_change
from aiwg.core.changes import has_changed
from aiwg.core.errors import Exit
from aiwg.deployment.undo import UndoPlan, carry_out_undo, plan_undo
from aiwg.deployment.workspace import open_workspace
from aiwg.output import report
from aiwg.output.attention import print_conflicts
from aiwg.output.console import paint, say, say_json

SCHEMA: Final = "aiwg.undo/1"


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
                say_json(_json([], "Not undone", [], has_changed()))
            else:
                say("There is nothing to undo here.")
            return Exit.OK
        if undoing.plan.conflicts and not dry_run:
            _say(undoing, "Not undone", [], as_json, has_changed())
            return Exit.CONFLICT
        is_news = not undoing.plan.conflicts and would_change(undoing.plan, undoing.now, undoing.then, state)
        backups = [] if dry_run else carry_out_undo(undoing, state, workspace.claims)
    _say(undoing, "Would undo" if dry_run else "Undone", backups, as_json, has_changed() or (dry_run and is_news))
    return Exit.CONFLICT if undoing.plan.conflicts else Exit.OK


def _say(undoing: UndoPlan, word: str, backups: list[str], as_json: bool, changed: bool) -> None:
    plan = undoing.plan
    if as_json:
        actions = [
            {"action": action.action, "path": action.path, "reason": action.reason or None} for action in plan.actions
        ]
        say_json(_json(actions, word, backups, changed))
        return
    if plan.conflicts and word == "Not undone":
        print_conflicts(plan.conflicts, "aiwg undid nothing.")
        return
    again = f"   {paint('reverse it: aiwg undo', 'hint')}" if word == "Undone" else ""
    say(f"{paint(word, 'ok')}: {report.counts(plan.actions)}{again}")
    report.print_backups(backups)


def _json(actions: list[dict[str, Any]], done: str, backups: list[str], changed: bool) -> dict[str, Any]:
    return {"schema": SCHEMA, "changed": changed, "done": done, "actions": actions, "backups": backups}
