"""The plan as text diffs: what a deploy changes, and what it leaves to the user against ours."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.artifact.ids import shown
from aiwg.commands.paths import output_paths
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.intent import Sync, Targets
from aiwg.deployment.personal.carry import planned_for_one
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.stages import Planned
from aiwg.fs.tree import FileTree
from aiwg.output.attention import print_refused
from aiwg.output.console import paint, say, say_json
from aiwg.output.diff import diff_lines, print_diff
from aiwg.plan.actions import CONFLICT, DELETED, EDITED, ORPHAN, Action
from aiwg.plan.diff import diff

SCHEMA = "aiwg.diff/1"
LEFT = (EDITED, DELETED, CONFLICT)
"""What a deploy leaves as it is, and --force would write over."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """One path: the action of a deploy, and what its file holds before and after. `ours`: only with --force."""

    action: Action
    before: bytes | None
    after: bytes | None
    ours: bool = False

    @property
    def lines(self) -> list[str]:
        """Return the difference, line by line."""
        same = self.before is None and self.after is None
        return [] if same else diff_lines(self.action, self.before, self.after)


def run_diff(targets: Targets, typed: Sequence[str], as_json: bool) -> int:
    """Show the differences, of the paths typed or of all; return the exit code."""
    deployment = plan_deployment(Sync(targets))
    personal = planned_for_one(deployment)
    both = [deployment, personal] if personal else [deployment]
    actions = _limited(both, typed)
    changes = [change for each in both for change in _changes(each, _own(each, actions))]
    if as_json:
        say_json(
            {
                "schema": SCHEMA,
                "changes": [
                    {
                        "path": change.action.path,
                        "action": change.action.action,
                        "reason": change.action.reason or None,
                        "diff": "".join(f"{line}\n" for line in change.lines),
                    }
                    for change in changes
                ],
                "refused": [each.as_json() for each in deployment.refused],
            }
        )
        return exit_of(deployment.refused)
    for change in changes:
        _say(change)
    for action in actions:
        if typed and action.path not in {change.action.path for change in changes}:
            say(f"{shown(action.path)}   {shown(action.reason) or 'no change'}")
    if not changes and not typed:
        say("A deploy would change no file.")
    print_refused(deployment)
    return exit_of(deployment.refused)


def _own(deployment: Planned, actions: Sequence[Action]) -> list[Action]:
    """Return those actions that are of one plan."""
    own = set(map(id, deployment.plan.actions))
    return [action for action in actions if id(action) in own]


def _limited(both: Sequence[Planned], typed: Sequence[str]) -> list[Action]:
    """Return the actions at the paths typed and below them. Raises UserError (usage) for one that is not ours."""
    actions = sorted((each for plan in both for each in plan.plan.actions), key=lambda action: action.path)
    if not typed:
        return actions
    chosen: dict[str, Action] = {}
    for each in typed:
        found: list[Action] = []
        for path in output_paths(each, both[0].workspace):
            inside = "" if path == "." else f"{path}/"
            found = found or [action for action in actions if action.path == path or action.path.startswith(inside)]
        if not found:
            near = suggest(each, [action.path for action in actions])
            hint = f"{near[0].upper()}{near[1:]}   " if near else ""
            raise UserError(
                f'"{each}" is not a file that aiwg writes here.',
                exit=Exit.USAGE,
                hint=f"{hint}See: aiwg explain {each}",
            )
        chosen.update((action.path, action) for action in found)
    return [chosen[path] for path in sorted(chosen)]


def _changes(deployment: Planned, actions: Sequence[Action]) -> list[TextChange]:
    forced = _forced(deployment) if any(action.action in LEFT for action in actions) else {}
    changes = []
    for action in actions:
        if action.writes:
            changes.append(TextChange(action, action.before, None if action.action == "delete" else action.after))
        elif action.action in LEFT:
            ours = forced.get(action.path)
            # A link, a folder or a file that cannot be edited has no text to compare ours with.
            if ours is not None and ours.after is not None and (ours.writes or ours.before):
                changes.append(TextChange(action, ours.before, ours.after, True))
            else:
                changes.append(TextChange(action, None, None, True))
    return changes


def _forced(deployment: Planned) -> dict[str, Action]:
    """Return the actions of a deploy with --force, by path; the outputs are those already rendered."""
    disk = FileTree(deployment.workspace.roots)
    outputs = {output.path: output for output in (*deployment.outputs, *deployment.in_conflict)}
    plan = diff(outputs.values(), deployment.old, disk.look, force=True)
    return {action.path: action for action in plan.actions if action.action != ORPHAN}


def _say(change: TextChange) -> None:
    action = change.action
    if change.ours:
        note = "conflict, not written" if action.action == CONFLICT else "your edit, not changed"
        offer = "   aiwg would write:" if change.lines else ""
        say(f"{paint(note, 'warning')}: {shown(action.path)}   {shown(action.reason)}{offer}")
        if not change.lines:
            say(f"  {paint(shown(action.hint), 'hint')}")
    elif action.reason:
        say(f"{paint('note', 'warning')}: {shown(action.path)}   {shown(action.reason)}")
    if change.lines:
        print_diff(action, change.before, change.after)
