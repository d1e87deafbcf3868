"""Writing one person's parts of a project: kept out of git first, and never where the project has a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.apply import journal
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.deployment.personal.wanted import has_personal, is_personal_wanted
from aiwg.deployment.pipeline import carry_out
from aiwg.deployment.stages import Planned
from aiwg.fs.roots import PERSONAL_FOLDER

SECTION = "personal parts of {}"
"""What the section in git's exclude file is called, with the name of the project's own."""

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
    from aiwg.deployment.personal.plan import personal_workspace, plan_personal

    workspace = personal_workspace(project.workspace)
    with workspace.state.opened():
        if workspace.state.has_journal:
            journal.recover(workspace.state, workspace.claims.of)
        planned = plan_personal(project)
        if planned.plan.is_stuck:
            return PersonalResult(planned, applied=False, gave_way=gave_way)
        is_there = project.workspace.personal.there
        paths = [*planned.old.records, *planned.new.records]
        if paths or is_there:  # before anything is written
            _exclude(workspace.project, paths)
        backups = carry_out(planned)
        if paths or is_there:
            keeps = bool(project.adapters) and (bool(planned.new.records) or is_there)
            _exclude(workspace.project, list(planned.new.records) if keeps else None)
    return PersonalResult(planned, applied=True, backups=backups, gave_way=gave_way)


def _exclude(project: Path, paths: Sequence[str] | None) -> None:
    """Let git's exclude file hold exactly these paths of one person's parts, and their folder; None: nothing of them.

    Raises UserError when it cannot be written.
    """
    from aiwg.deployment.vcs.exclude import exclude_file_of
    from aiwg.fs.checkout import no_answer
    from aiwg.fs.git import is_in_repository
    from aiwg.plan.private_files import ignore_pattern

    if not is_in_repository(project):
        return
    found = exclude_file_of(project)
    if found is None:
        raise no_answer("it names no exclude file")
    own = replace(found, section=SECTION.format(found.section))
    if paths is None:
        own.remove()
        return
    lines = [ignore_pattern(found.prefix + path) for path in (f"{PERSONAL_FOLDER}/", *sorted(set(paths)))]
    own.write([line for line in lines if line])


def gave_way(project: Planned) -> bool:
    """Take one person's parts away from where a project is to have files; say whether it has to be planned again."""
    if project.workspace.scope != "project" or not has_personal(project.workspace.project):
        return False
    from aiwg.deployment.personal.records import personal_records

    if not personal_records(project.workspace.project).keys() & {output.path for output in project.outputs}:
        return False
    result = carry_out_personal(project)
    return result is not None and result.applied
