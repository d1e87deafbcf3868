"""Files that a project has already: what a set-up says of them, and the question whether to import them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from aiwg.adapter.model import Adapter
from aiwg.commands.import_ import ImportOptions, run_import
from aiwg.commands.init_questions import AnswerChoice, Question
from aiwg.commands.loading import records_in, stand_ins
from aiwg.deployment.workspace import Workspace
from aiwg.importing.offer import NativeFound, find_native, source_found
from aiwg.loading import DiskReader, StartFolder
from aiwg.output.console import say, say_in_columns

IMPORT, KEEP_OUT = "import", "no-import"


def native_files(workspace: Workspace, adapters: Sequence[Adapter]) -> list[NativeFound]:
    """Return the source of another tool, then for each platform what it loads that aiwg did not write."""
    project = os.path.abspath(workspace.project)
    here = StartFolder(project, DiskReader(), workspace.environment)
    chosen = adapters or stand_ins(here, workspace.registry)
    return [*source_found(project), *find_native(chosen, project, workspace.environment, records_in(here))]


def import_question(found: list[NativeFound], given: bool | None) -> Question:
    """Return the question whether to import what is there; it is not asked where there is nothing."""
    answer = None if given is None else IMPORT if given else KEEP_OUT
    choices = (
        AnswerChoice(IMPORT, "Yes: copy it into .aiwg/; your files stay as they are"),
        AnswerChoice(KEEP_OUT, "No: later, with aiwg import"),
    )
    needless = "" if found else "there is nothing to import"
    return Question("import", "Import these files into the source?", choices, KEEP_OUT, answer, needless)


def say_found(found: list[NativeFound]) -> None:
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


def import_now(workspace: Workspace, found: list[NativeFound]) -> int:
    """Import what was found into the project's source; return the exit code."""
    platforms = tuple(each.platform for each in found if each.platform)
    return run_import(ImportOptions(workspace.project, platforms=platforms, is_step=True))
