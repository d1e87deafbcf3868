"""A plan with conflicts in it: what touches one waits with all its outputs, and everything else is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import replace
from aiwg.manifest import Manifest
from aiwg.plan.actions import Action, Plan
from aiwg.plan.held_back import HeldBack

Hold = Callable[[Collection[str], Mapping[str, str]], HeldBack]
"""Returns what stays as it is for the sake of some artifacts, and of others that wait for something."""


def plan_around(
    hold: Hold, compare: Callable[[HeldBack], Plan], blocked: Iterable[Action], old: Manifest, catalog: Catalog
) -> tuple[HeldBack, Plan]:
    """Return what is left to plan without the artifacts that are in conflict, and the plan of it with every conflict.

    `blocked` are conflicts that are known before anything is compared.
    """
    found = {action.path: action for action in blocked}
    stuck = {name for action in found.values() for name in action.culprits}
    while True:
        held = hold(stuck, _waiting_for_limits(stuck, catalog))
        plan = compare(held)
        wanted = {output.path for output in held.outputs}
        new = {action.path: action for action in plan.conflicts if action.path not in found}
        found |= new
        more = {name for path, action in new.items() if path in wanted for name in action.culprits} - stuck
        if not more:
            return held, _with_conflicts(plan, found, old)
        stuck |= more


def _waiting_for_limits(stuck: Collection[str], catalog: Catalog) -> dict[str, str]:
    """Return what lets agents do more and waits, each with the limit in conflict that would come along with it."""
    limit = next((each.named for each in catalog if each.named in stuck and _limits(each)), None)
    return {each.named: limit for each in catalog if _grants(each)} if limit is not None else {}


def _limits(artifact: Artifact) -> bool:
    only_if = KINDS[artifact.kind].runs_if
    return only_if is not None and artifact.fields.get(only_if[0]) != only_if[1]


def _grants(artifact: Artifact) -> bool:
    """Say whether an artifact lets agents or clients do something; a hook may be what keeps them from it."""
    kind = KINDS[artifact.kind]
    return kind.runs_code and not _limits(artifact) and (kind.runs_if is not None or not kind.guards)


def _with_conflicts(plan: Plan, found: Mapping[str, Action], old: Manifest) -> Plan:
    """Return the plan with every conflict, which keeps the record of its path where no other action has it."""
    if not found:
        return plan
    actions: list[Action] = []
    for action in plan.actions:
        conflict = found.get(action.path)
        if conflict is None:
            actions.append(action)
        elif action.writes:
            actions += [action, replace(conflict, record=None)]
        else:
            actions.append(replace(conflict, record=old.records.get(action.path)))
    planned = {action.path for action in actions}
    more = [replace(each, record=old.records.get(path)) for path, each in found.items() if path not in planned]
    return replace(plan, actions=tuple(sorted([*actions, *more], key=lambda action: action.path)))
