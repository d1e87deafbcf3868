"""Question 5: whether what the project's source would run may run. Nothing is approved by pressing Enter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.commands.init.questions import AnswerChoice, Dialogue, Question
from aiwg.commands.trust import approve, ask_to_approve
from aiwg.commands.trust_items import find_runners
from aiwg.core.errors import Exit, UserError
from aiwg.source.layers import PROJECT
from aiwg.trust.items import ConsentItem

SHOW, NONE = "show", "none"


def choose_approvals(project: Path, given: Sequence[str], dialogue: Dialogue) -> list[str] | None:
    """Approve what an option names or a person agrees to, item by item; return the names.

    None: there is nothing to approve here.

    Raises UserError (usage) for a name of the option that needs no approval.
    """
    runners = find_runners(project, (), PROJECT)
    waiting = [item for item in runners.items if not runners.allowed(item) and item.key not in runners.forbidden]
    question = _question(waiting, given)
    if given:
        if list(given) != [NONE]:
            named = _named(runners.items, given)
            approve(project, [item for item in named if item in waiting])
        return list(given)
    answer = dialogue.answer(question)
    agreed = ask_to_approve(project, waiting) if answer == SHOW else []
    return [item.key for item in agreed] if waiting else None


def _question(waiting: Sequence[ConsentItem], given: Sequence[str]) -> Question:
    what = "1 item that" if len(waiting) == 1 else f"{len(waiting)} items that"
    choices = (
        AnswerChoice(SHOW, "Show it first, then ask" if len(waiting) == 1 else "Show them first, then ask for each"),
        AnswerChoice(NONE, "Not now. aiwg does not deploy it until you run aiwg trust"),
    )
    needless = "" if waiting else "nothing here can run commands or grant permissions"
    text = f"Approve {what} can run commands or grant permissions?"
    return Question(5, "approve", text, choices, NONE, ",".join(given) or None, needless)


def _named(items: Sequence[ConsentItem], given: Sequence[str]) -> list[ConsentItem]:
    """Return the items that names of the option mean: each its key or its id, or several with commas."""
    known = {name for item in items for name in item.names}
    names = [name for each in given for name in ([each] if each in known else each.split(","))]
    for name in names:
        if name not in known:
            hint = f"They are: {', '.join(sorted(item.key for item in items))}" if items else "All: aiwg trust"
            raise UserError(f'--approve: nothing called "{name}" needs your approval.', exit=Exit.USAGE, hint=hint)
    return [item for item in items if item.names.intersection(names)]
