"""Question 1: the files that a project has already, and whether aiwg imports them and writes them from then on."""

from __future__ import annotations

import os
from collections.abc import Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.commands.import_ import EQUAL, ImportOptions, planned_import, run_import
from aiwg.commands.init.questions import AnswerChoice, Dialogue, Question, ask_each
from aiwg.commands.loading import records_in, stand_ins
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.workspace import Workspace
from aiwg.fs.roots import IMPORTS_FILE
from aiwg.importing.offer import NativeFound, find_native, source_found
from aiwg.importing.plan import ImportPlan
from aiwg.loading import DiskReader, StartFolder
from aiwg.output.console import say, say_in_columns

ALL, ASK, NONE = "all", "ask", "none"


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """What somebody decided about the files that are there. `answer` is what the option takes: words or files.

    `is_asked`: there was something to decide. `is_left`: something stays that could be imported.
    """

    options: ImportOptions
    is_asked: bool
    answer: tuple[str, ...] = (NONE,)
    is_left: bool = False

    @property
    def is_any(self) -> bool:
        """Say whether anything is imported."""
        return self.answer != (NONE,)


def native_files(workspace: Workspace, adapters: Sequence[Adapter]) -> list[NativeFound]:
    """Return the source of another tool, then for each platform what it loads that aiwg did not write."""
    project = os.path.abspath(workspace.project)
    here = StartFolder(project, DiskReader(), workspace.environment)
    chosen = adapters or stand_ins(here, workspace.registry)
    return [*source_found(project), *find_native(chosen, project, workspace.environment, records_in(here))]


def say_found(found: Sequence[NativeFound]) -> None:
    """Say what each tool loads here already, a line each; a file that several read is said once for each."""
    for each in found:
        if not each.platform:
            say(f"Found the source of {each.name}: {each.counted}")
    loaded = [each for each in found if each.platform]
    if loaded:
        say("Your tools already load:")
    for each in loaded:
        say_in_columns(f"{each.name}:", each.counted)
    if found:
        say()


def choose_imports(
    workspace: Workspace, found: Sequence[NativeFound], given: tuple[str, ...], dialogue: Dialogue
) -> ImportChoice:
    """Return what to import, from an option or a person; nothing of it is written.

    Raises UserError (usage) for a word of the option that names nothing, and ASK where aiwg cannot ask.
    """
    if len(given) > 1 and {ALL, ASK, NONE}.intersection(given):
        raise UserError("--import takes all, ask or none, or names of files.", exit=Exit.USAGE)
    if given == (ASK,) and not dialogue.asks:
        hint = "Name the files: --import FILE, repeatable."
        raise UserError("--import ask needs a terminal.", exit=Exit.USAGE, hint=hint)
    platforms = tuple(each.platform for each in found if each.platform)
    options = ImportOptions(workspace.project, platforms=platforms, merge=EQUAL, is_step=True)
    wants_plan = found and given != (NONE,) and (given or dialogue.asks)
    plan = planned_import(options, workspace)[0] if wants_plan else None
    question = import_question(plan)
    answer = given or (dialogue.answer(question),)
    if plan is None:
        return ImportChoice(options, bool(found), is_left=bool(found) and not _is_imported(workspace))
    if answer == (ASK,):
        answer = _one_by_one(plan)
    if answer not in ((ALL,), (NONE,)):
        _check_names(plan, answer)
        options = replace(options, only=answer)
    return ImportChoice(options, not question.needless, answer, answer == (NONE,) and not question.needless)


def _is_imported(workspace: Workspace) -> bool:
    """Say whether an import was done here before."""
    return (workspace.project / IMPORTS_FILE).exists()


def import_question(plan: ImportPlan | None) -> Question:
    """Return the question whether to import what is there."""
    choices = (
        AnswerChoice(ALL, "Yes. aiwg then writes them, or others in their place; aiwg remove restores your files"),
        AnswerChoice(ASK, "Choose one by one"),
        AnswerChoice(NONE, "No, leave them as they are"),
    )
    addition = plan.addition if plan is not None else None
    needless = "there is nothing to import"
    if addition is not None and (addition.added or addition.conflicts):
        needless = ""
    elif addition is not None and addition.known:
        needless = "your files are imported already"
    return Question(1, "import", "Import them into .aiwg/ so that every tool gets them?", choices, NONE, None, needless)


def import_now(choice: ImportChoice) -> int:
    """Import what was chosen into the project's source; return the exit code."""
    return run_import(choice.options)


def _one_by_one(plan: ImportPlan) -> tuple[str, ...]:
    """Return the files that a person chooses; ALL or NONE where that is the same."""
    becomes: dict[str, list[str]] = {}
    for draft in plan.drafts:
        for native in draft.natives:
            becomes.setdefault(native.where, []).append(draft.artifact.key)
    offered = [(where, f"{shown(where)}  ({_listed(keys)})") for where, keys in becomes.items()]
    taken = ask_each(offered)
    return (NONE,) if not taken else (ALL,) if len(taken) == len(offered) else tuple(taken)


def _listed(keys: Sequence[str]) -> str:
    first = ", ".join(shown(key) for key in keys[:3])
    return f"{first} and {len(keys) - 3} more" if len(keys) > 3 else first


def _check_names(plan: ImportPlan, names: Sequence[str]) -> None:
    known = {each for draft in plan.drafts for each in draft.names}
    for name in names:
        if name not in known:
            raise UserError(
                f'--import: nothing here is called "{name}".', exit=Exit.USAGE, hint="All: aiwg import --dry-run"
            )
