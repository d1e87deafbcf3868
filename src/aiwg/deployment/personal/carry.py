"""Writing one person's parts of a project: kept out of git first, and never where the project has a file."""

from __future__ import annotations

from aiwg.apply import journal
from aiwg.core.dataclass import dataclass, field
from aiwg.deployment.personal.wanted import has_personal, is_personal_wanted
from aiwg.deployment.pipeline import carry_out
from aiwg.deployment.stages import Planned
from aiwg.fs.roots import PERSONAL_FOLDER
from aiwg.manifest import Manifest

BLOCK = "personal"
"""What the block in git's list of exclusions is called."""

# what plans them is imported only for those who have such parts


@dataclass(frozen=True, slots=True)
class PersonalResult:
    """What became of one person's parts: the plan, whether it was carried out, and backups.

    `gave_way`: some of them went before, as the project has files of its own there now.
    """

    deployment: Planned
    applied: bool
    backups: list[str] = field(default_factory=list)
    gave_way: bool = False


def planned_for_one(project: Planned) -> Planned | None:
    """Return the plan for one person's parts of a project that is planned, None when there are none.

    Raises UserError as planning does.
    """
    if not is_personal_wanted(project.workspace):
        return None
    from aiwg.deployment.personal.plan import plan_personal

    return plan_personal(project)


def carry_out_personal(project: Planned, gave_way: bool = False) -> PersonalResult | None:
    """Bring one person's parts of a project up to date; None when there are none. The project's lock is held.

    Raises UserError as planning and applying do, and when git cannot be kept from seeing what is written.
    """
    if not is_personal_wanted(project.workspace):
        return None
    from aiwg.apply.git_exclude import exclude_from_git
    from aiwg.deployment.personal.plan import personal_workspace, plan_personal
    from aiwg.fs.checkout import checkout_of

    workspace = personal_workspace(project.workspace)
    with workspace.state.opened():
        if workspace.state.has_journal:
            journal.recover(workspace.state, workspace.claims.of)
        planned = plan_personal(project)
        if planned.plan.is_stuck:
            return PersonalResult(planned, applied=False, gave_way=gave_way)
        checkout = checkout_of(workspace.project)
        before = sorted({*planned.old.records, *planned.new.records})
        if checkout is not None and (before or project.workspace.personal.there):
            exclude_from_git(checkout, BLOCK, [f"{PERSONAL_FOLDER}/", *before])
        backups = carry_out(planned)
        if checkout is not None:
            exclude_from_git(checkout, BLOCK, _excluded(planned.new, project))
    return PersonalResult(planned, applied=True, backups=backups, gave_way=gave_way)


def _excluded(new: Manifest, project: Planned) -> list[str]:
    """Return the paths that git must not see from now on; none once nothing is deployed in the project."""
    if not project.adapters or not (new.records or project.workspace.personal.there):
        return []
    return [f"{PERSONAL_FOLDER}/", *new.records]


def gave_way(project: Planned) -> bool:
    """Take one person's parts away from where a project is to have files; say whether it has to be planned again."""
    if project.workspace.scope != "project" or not has_personal(project.workspace.project):
        return False
    from aiwg.deployment.personal.records import personal_records

    if not personal_records(project.workspace.project).keys() & {output.path for output in project.outputs}:
        return False
    result = carry_out_personal(project)
    return result is not None and result.applied
