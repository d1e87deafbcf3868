"""Question 2: the content to start with: your own alone, what comes with aiwg, or a source of your company."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from aiwg.commands.init.questions import AnswerChoice, Dialogue, Question, ask
from aiwg.commands.init.settings import EVERYTHING, MINE, names_source, said_in_file, start_named
from aiwg.config import FILE
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.workspace import Workspace
from aiwg.output.console import print_error

if TYPE_CHECKING:
    from aiwg.commands.sources.add import NewSource

BASICS, BUNDLED, SOURCE = "basics", EVERYTHING[1], "source"


@dataclass(frozen=True, slots=True)
class StartChoice:
    """What a project starts with: bundles by name, and a source that was reviewed. `answer` is what --start takes."""

    answer: str
    bundles: tuple[str, ...]
    source: NewSource | None = None


def start_question(workspace: Workspace, given: str | None) -> Question:
    """Return the question what to start with; an aiwg.yaml that says it answers it."""
    choices = (
        AnswerChoice(MINE, "Only my own content"),
        AnswerChoice(BASICS, "My own and the basics of aiwg: how to work, no secrets"),
        AnswerChoice(BUNDLED, "My own and everything that comes with aiwg"),
        AnswerChoice(SOURCE, "My own and a company source: a path or a git URL"),
    )
    named = said_in_file(workspace.project) & {"bundles", "sources"}
    needless = f"{FILE} names the content to start with" if named else ""
    return Question(2, "start", "Start with which content?", choices, BUNDLED, given, needless)


def choose_start(workspace: Workspace, question: Question, dialogue: Dialogue, yes: bool) -> StartChoice:
    """Return what to start with; a source is fetched, shown, and agreed to. Nothing is written to the project.

    Raises UserError: usage for a word that means nothing, refused for a source to which nobody agrees.
    """
    while True:
        answer = dialogue.answer(question)
        if answer != SOURCE or question.given is not None:
            return named_start(workspace, answer, yes)
        try:
            answer = ask("Path or git URL", "back")
            if answer != "back":
                return named_start(workspace, answer if names_source(answer) else f"./{answer}", yes)
        except UserError as error:
            print_error(error, as_json=False)


def named_start(workspace: Workspace, answer: str, yes: bool) -> StartChoice:
    """Return what a word of --start means. Raises UserError like `choose_start`."""
    if not names_source(answer):
        return StartChoice(answer, start_named(answer))
    from aiwg.commands.review_report import say_review  # what fetches and reviews is for those who name a source
    from aiwg.commands.sources.add import is_declared, review_new
    from aiwg.commands.sources.consent import ReviewOptions, is_agreed, refusal
    from aiwg.commands.sources.place import open_place
    from aiwg.commands.sources.typed import SourceWish
    from aiwg.output.terminal.transient import show_wait

    place = open_place(workspace.project, "project")
    if is_declared(SourceWish(answer), place):
        return StartChoice(answer, ())
    source = review_new(SourceWish(answer), place, show_wait)
    say_review(*source.reviewed, whole=False)
    options = ReviewOptions(f"aiwg init --start {shlex.quote(answer)}", yes=yes)
    refused = refusal(place, source.moves, replace(options, line=f"aiwg add {shlex.quote(answer)}"))
    if refused is not None:
        raise refused
    if not is_agreed(options, f"Add {source.id}?"):
        raise UserError(f"{source.id} was not added.", exit=Exit.REFUSED)
    return StartChoice(answer, (), source)
