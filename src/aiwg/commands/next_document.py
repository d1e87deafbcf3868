"""The JSON that the next run prints if it finds nothing to do, kept by a run that was asked for JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiwg.core.changes import has_changed
from aiwg.core.dataclass import replace
from aiwg.core.json_text import printable_json
from aiwg.deployment.stages import Planned
from aiwg.deployment.undelivered import UNDELIVERED
from aiwg.noop_cache.documents import FILE, SEALED_AS, head_of
from aiwg.noop_cache.files import forget, replace_file
from aiwg.plan.actions import ADOPT, CREATE, KEEP, UPDATE, Action

LARGEST = 16 * 1024 * 1024
"""The JSON of tens of thousands of files is larger, in bytes, and is not kept."""


def remember_document(planned: Planned, command: str, mark: bytes, document: Callable[[Planned], Any]) -> None:
    """Keep the JSON that the next run of a command prints, if it finds nothing to do, beside a run with a mark."""
    following = following_plan(planned)
    if following is None:
        return
    keeping = planned.workspace.state.keeping
    folder, data = keeping.folder, printable_json(document(following), ascii_only=False).encode()
    if folder is None:
        return
    if len(data) > LARGEST:
        forget(str(folder / FILE))
    else:
        replace_file(str(folder / FILE), keeping.seal(head_of(command, mark) + data, SEALED_AS))


def following_plan(planned: Planned) -> Planned | None:
    """Return what the next run plans if nothing changes until then; None where only that run can tell.

    What is told of files that are new, and of what moves, is told once. The plan has neither drift nor conflicts.
    """
    if planned.relocations or planned.strays:
        return None
    actions = planned.plan.actions
    if all(action.action == KEEP for action in actions) and not has_changed():
        return planned
    standing = {*planned.loaded.problems, *planned.rendered.problems}
    if any(problem not in standing and problem.code != UNDELIVERED for problem in planned.problems):
        return None
    if any(action.notes or action.backup for action in actions):
        return None
    kept = tuple(_kept(action) for action in actions if action.action in (CREATE, UPDATE, ADOPT, KEEP))
    return replace(planned, plan=replace(planned.plan, actions=kept))


def _kept(action: Action) -> Action:
    return action if action.action == KEEP else replace(action, action=KEEP, reason="", hint="")
