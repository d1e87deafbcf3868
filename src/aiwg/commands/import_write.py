"""Writing an import: one plan for the one writer, new files and settings files that grow, nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from aiwg.apply.apply import apply
from aiwg.core.dataclass import replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.workspace import Workspace
from aiwg.importing.existing import Addition
from aiwg.plan.actions import CREATE, UPDATE, Action, Plan


def prefix_of(root: Path, workspace: Workspace) -> str:
    """Return a source's folder as paths of a plan begin there, with a final slash.

    Raises UserError (usage) for a folder outside the scope.
    """
    full = os.path.realpath(root)
    named = workspace.roots.named(full)
    if named is None:
        hint = "Name a folder inside the project: --into .aiwg"
        raise UserError(f"{root} lies outside the project.", exit=Exit.USAGE, hint=hint)
    return f"{named}/" if named else ""


def plan_of(addition: Addition, prefix: str) -> Plan:
    """Return the plan that adds to a source below a prefix."""
    actions = [
        Action(CREATE, f"{prefix}{each.path}", "file", None, each.data, each.executable) for each in addition.creates
    ]
    actions += [Action(UPDATE, f"{prefix}{path}", "file", before, after) for path, before, after in addition.changes]
    return Plan(tuple(sorted(actions, key=lambda action: action.path)))


def write_import(plan: Plan, workspace: Workspace) -> None:
    """Carry out the plan of an import, all of it or nothing; `aiwg undo` takes it back.

    Raises UserError as apply does.
    """
    old = workspace.state.read_manifest()
    apply(plan, old, replace(old), workspace.state)
