"""Question 6: whether to write the files for the tools now; then files that were imported become aiwg's, too."""

from __future__ import annotations

import time
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.commands.deploy import OutputOptions, run_deploy
from aiwg.commands.import_take_over import plan_take_over, take_over
from aiwg.commands.init.imports import ImportChoice
from aiwg.commands.init.questions import AnswerChoice, Dialogue, Question, indent
from aiwg.commands.take_over_report import say_who_writes
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Deploy
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.workspace import open_workspace
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.output.console import print_error, say
from aiwg.plan.actions import DELETE

NOW, PLAN, LATER = "now", "plan", "later"
SHOWN = 5
"""How many files are named that go."""


@dataclass(frozen=True, slots=True)
class FirstDeploy:
    """The first deploy of a set-up: what is deployed, and the import whose files aiwg writes from then on."""

    intent: Deploy
    imports: ImportChoice

    @property
    def project(self) -> Path:
        """Return the project's folder."""
        return self.intent.targets.project

    def changes(self) -> tuple[list[str], list[str]]:
        """Return the files of tools that it would write, and those that it would delete. Raises UserError."""
        workspace = open_workspace(self.project, "project")
        if self.imports.is_any:
            taken = plan_take_over(self.imports.options, workspace).planned
            workspace = workspace if taken is None else taken.workspace
        actions = plan_deployment(self.intent, workspace).plan.changes
        outside = [each for each in actions if not each.path.startswith(f"{PROJECT_FOLDER}/")]
        gone = [each.path for each in outside if each.action == DELETE]
        return [each.path for each in outside if each.action != DELETE], gone

    def show(self) -> None:
        """Show what it would write."""
        if self.imports.is_any:
            found = plan_take_over(self.imports.options, open_workspace(self.project, "project"))
            say_who_writes(found.taken, found.left, written=False, verbose=False)
        run_deploy(self.intent, OutputOptions(dry_run=True, started=time.perf_counter()))

    def carry_out(self) -> int:
        """Take over what was imported, deploy, and say so; return the exit code."""
        if self.imports.is_any:
            found = take_over(self.imports.options, open_workspace(self.project, "project"))
            say_who_writes(found.taken, found.left, written=True, verbose=False)
        return run_deploy(self.intent, OutputOptions(started=time.perf_counter(), is_step=True))


def choose_to_write(deploy: FirstDeploy, given: bool | None, dialogue: Dialogue) -> str:
    """Return whether to deploy now. A person is told how many files that are, and may see the plan first.

    Raises UserError like a deploy.
    """
    choices = (
        AnswerChoice(NOW, "Yes"),
        AnswerChoice(PLAN, "Show the plan first"),
        AnswerChoice(LATER, "Later, with aiwg deploy"),
    )
    typed = None if given is None else NOW if given else LATER
    tools = len(deploy.intent.targets.platforms)
    needless = "" if tools else "no tool is named"
    question = Question(6, "write", "Write the files now?", choices, LATER, typed, needless)
    if not dialogue.is_open(question):
        return LATER if not tools else question.given or LATER
    written, gone = deploy.changes()
    files = f"{len(written)} file{'' if len(written) == 1 else 's'} for {tools} tool{'' if tools == 1 else 's'}"
    question = replace(question, text=f"Write {files} now?")
    dialogue.head(question)
    for path in gone[:SHOWN]:
        say(f"{indent()}aiwg removes {shown(path)}, as other files then hold its text.")
    if len(gone) > SHOWN:
        say(f"{indent()}... and {len(gone) - SHOWN} more")
    answer = dialogue.pick(question)
    if answer == PLAN:
        deploy.show()
        dialogue.head(question)
        answer = dialogue.pick(replace(question, choices=tuple(each for each in choices if each.word != PLAN)))
    return answer


def deploy_now(deploy: FirstDeploy) -> int:
    """Deploy; return the exit code. An error is said, so that the set-up can say how to go on."""
    say()
    try:
        return deploy.carry_out()
    except UserError as error:
        print_error(error, as_json=False)
        return int(error.exit or Exit.OK)
