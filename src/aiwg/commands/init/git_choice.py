"""What a set-up does about git: whether it keeps the outputs, and where it is told that it does not."""

from __future__ import annotations

from aiwg.commands.init.questions import AnswerChoice, Question
from aiwg.commands.init.settings import said_in_file
from aiwg.config import FILE
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Inspect, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.vcs.exclude import ExcludeFile, agreed_exclude_file, exclude_file_of
from aiwg.deployment.vcs.gitignore import UNTRACK
from aiwg.deployment.workspace import Workspace
from aiwg.fs.git import GitUnavailableError, is_in_repository, repository_of
from aiwg.fs.roots import GITIGNORE
from aiwg.fs.tree import FileTree
from aiwg.output.console import paint, say
from aiwg.plan.private_files import owned_files

COMMIT, IGNORE, EXCLUDE = "commit", "ignore", "exclude"


def outputs_question(workspace: Workspace, given: str | None) -> Question:
    """Return the question whether git keeps the outputs; an aiwg.yaml that says so answers it."""
    choices = (
        AnswerChoice(COMMIT, "Yes: the team gets them with git pull"),
        AnswerChoice(IGNORE, "No: .gitignore lists them, and everyone runs aiwg deploy"),
        AnswerChoice(EXCLUDE, "No: only this clone ignores them, in git's own exclude file"),
    )
    needless = f"{FILE} says it" if "outputs" in said_in_file(workspace.project) else ""
    if not is_in_repository(workspace.project):
        needless = "this is not a git repository"
    return Question(4, "outputs", "Commit the files that aiwg writes?", choices, COMMIT, given, needless)


def check_choice(workspace: Workspace, choice: str | None) -> None:
    """Raise UserError where git has no exclude file that can be used, though somebody chose it."""
    if choice == EXCLUDE:
        _exclude_file(workspace).is_agreed()


def _exclude_file(workspace: Workspace) -> ExcludeFile:
    found = exclude_file_of(workspace.project)
    if found is None:
        raise UserError("there is no git repository here.", exit=Exit.USAGE, hint="Run git init, or omit --exclude.")
    return found


def keep_choice(workspace: Workspace, choice: str) -> None:
    """Write into git's exclude file what somebody chose; without a choice it stays as it is.

    Raises UserError where git has no such file, or it cannot be used.
    """
    if choice == EXCLUDE:
        exclude = _exclude_file(workspace)
        exclude.write(_lines(workspace, exclude))
        say(f"{paint('wrote', 'ok')}  {exclude.file}  {paint('every deploy keeps it up to date', 'faint')}")
    elif choice:
        agreed = agreed_exclude_file(workspace.project)
        if agreed is not None:
            agreed.remove()
            say(f"{paint('changed', 'ok')}  {agreed.file}")


def _lines(workspace: Workspace, exclude: ExcludeFile) -> list[str]:
    if not workspace.state.manifest.exists():
        return []
    planned = plan_deployment(Inspect(Targets(workspace.project)))
    outputs = (action for action in planned.plan.actions if action.path != GITIGNORE)
    owned = owned_files(outputs, FileTree(workspace.roots).look)
    return exclude.lines_for(owned, workspace.state.shown_manifest)


def say_still_tracked(workspace: Workspace) -> None:
    """Say how git forgets outputs that were committed before."""
    git = repository_of(workspace.project)
    try:
        tracked = set(git.ask("ls-files", "-z")) if git else set()
    except GitUnavailableError:
        return
    count = len(tracked.intersection(workspace.state.read_manifest().records))
    if count:
        files = "1 output is" if count == 1 else f"{count} outputs are"
        say(f"{files} committed already. After the next deploy, remove them from git:")
        say(f"  {paint(UNTRACK, 'hint')}")
