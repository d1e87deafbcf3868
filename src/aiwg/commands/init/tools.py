"""Question 3: the tools to write for. Those that the project shows signs of are ticked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.ids import shown
from aiwg.commands.init.questions import Dialogue, Question, ask, indent
from aiwg.config import FILE
from aiwg.core.errors import UserError
from aiwg.deployment.workspace import Workspace
from aiwg.output.console import print_error, say

ALL, DETECTED, NONE, TICKED = "all", "detected", "none", "ticked"

EXAMPLES = 8
"""How many platforms are named that the project shows no sign of."""


def tools_question(workspace: Workspace, given: Sequence[str]) -> Question:
    """Return the question which tools to write for; an aiwg.yaml that names them answers it."""
    needless = f"{FILE} names the tools" if workspace.config.platforms else ""
    return Question(3, "tools", "Tools to write for:", (), "", ",".join(given) or None, needless)


def choose_tools(
    workspace: Workspace, question: Question, found: Sequence[Adapter], dialogue: Dialogue
) -> list[Adapter]:
    """Return the platforms to name: those of an option, of aiwg.yaml, of a person, else the detected ones."""
    if dialogue.is_open(question):
        dialogue.head(question)
        return _asked(workspace, found, dialogue)
    if question.given is not None:
        return platforms_meant(workspace, question.given.split(","), found)
    if workspace.config.platforms:
        return platforms_meant(workspace, workspace.config.platforms, found)
    return list(found)


def platforms_meant(workspace: Workspace, words: Sequence[str], found: Sequence[Adapter]) -> list[Adapter]:
    """Return the platforms that words mean, each once. Raises UserError (usage) for a word that is none."""
    meant: dict[str, Adapter] = {}
    for word in words if list(words) != [NONE] else ():
        if word == ALL:
            adapters = workspace.registry.all()
        else:
            adapters = list(found) if word == DETECTED else [workspace.registry.named(word)]
        meant.update((adapter.id, adapter) for adapter in adapters)
    return [meant[id] for id in sorted(meant)]


def installed(workspace: Workspace) -> list[Adapter]:
    """Return the platforms of which a command is on the PATH: a hint, no more."""
    return [
        adapter
        for adapter in workspace.registry.all()
        if any(shutil.which(name) for name in adapter.data.get("detect", {}).get("commands", ()))
    ]


def best_known(adapters: Iterable[Adapter]) -> list[Adapter]:
    """Return the platforms that go on, those first for which aiwg can write the most kinds."""
    return sorted((each for each in adapters if not each.status), key=lambda each: (-len(each.cells), each.id))


def sign_of(workspace: Workspace, adapter: Adapter) -> str:
    """Return the first path of this project that shows the use of a platform."""
    signs = workspace.registry.signs(adapter.id)
    local = [path for path in signs if not path.startswith(("~", "/", "{"))]
    return next((path for path in local if (workspace.project / path).exists()), "")


def _asked(workspace: Workspace, found: Sequence[Adapter], dialogue: Dialogue) -> list[Adapter]:
    listed = [*found, *(adapter for adapter in installed(workspace) if adapter not in found)]
    for number, adapter in enumerate(listed, 1):
        tick, why = ("x", f"found: {sign_of(workspace, adapter)}") if adapter in found else (" ", "installed here")
        say(f"{indent()}{number}  [{tick}] {adapter.name}   {shown(why)}")
    others = [adapter.id for adapter in best_known(workspace.registry.all()) if adapter not in listed]
    say(f"{indent()}Others: {', '.join(others[:EXAMPLES])}")
    say(f"{indent()}All {len(workspace.registry.ids())}: aiwg platforms")
    default = TICKED if found else NONE
    while True:
        typed = ask("Numbers or ids", default)
        words = typed.lower().replace(",", " ").split()
        try:
            chosen = list(found) if words == [TICKED] else platforms_meant(workspace, _ids(words, listed), found)
        except UserError as error:
            print_error(error, as_json=False)
            continue
        dialogue.remember("tools", typed)
        return chosen


def _ids(words: Sequence[str], listed: Sequence[Adapter]) -> list[str]:
    """Return words with the ids of the platforms that numbers stand for."""
    return [listed[int(word) - 1].id if word.isdecimal() and 1 <= int(word) <= len(listed) else word for word in words]
