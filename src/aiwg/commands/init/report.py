"""The end of a set-up: what was written, one next step, and the same run as options."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from textwrap import wrap

from aiwg.adapter.model import Adapter
from aiwg.apply.new_files import StartingFiles
from aiwg.commands.init.tools import installed
from aiwg.config import FILE
from aiwg.core.dataclass import dataclass
from aiwg.deployment.workspace import Workspace, open_workspace
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.output.console import paint, say, width

WIDEST = 80
"""Columns of a command that is printed to be copied, at most."""

INSTRUCTIONS = f"{PROJECT_FOLDER}/instructions.md"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a set-up did. `kept`: aiwg.yaml was there; `deployed`: the files for the tools were written.

    `left`: files of tools that were not imported; `given`: imported files that aiwg does not write yet; `waiting`:
    something needs an approval.
    """

    chosen: Sequence[Adapter]
    kept: bool
    deployed: bool
    left: bool
    given: bool
    waiting: bool


def made(files: StartingFiles, folder: str) -> list[str]:
    """Make a folder; return the row that says so."""
    if files.make_folder(folder):
        return [paint("made", "ok"), f"{folder}/", ""]
    return [paint("kept", "faint"), f"{folder}/", paint("there already", "faint")]


def say_next(workspace: Workspace, outcome: Outcome) -> None:
    """Say one next step, after what aiwg.yaml does not say yet."""
    ids = [adapter.id for adapter in outcome.chosen]
    if outcome.deployed:
        files = len(open_workspace(workspace.project, "project").state.read_manifest().records)
        count = f"{_counted(files, 'file')} for {_counted(len(ids), 'tool')}"
        say(f"Done. This project has {FILE}, {PROJECT_FOLDER}/ and {count}.")
    if outcome.kept and set(ids) - set(workspace.config.platforms):
        say(f"aiwg keeps {FILE} as it is. Add these tools to it: platforms: [{', '.join(ids)}]")
    elif not ids:
        found = ", ".join(adapter.id for adapter in installed(workspace))
        say("You named no tool yet, and this project uses none.")
        if found:
            say(f"  Installed on this machine: {found}")
    say(f"Next: {_next(workspace, outcome)}")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _next(workspace: Workspace, outcome: Outcome) -> str:
    is_deployed = workspace.state.manifest.exists()
    deploy = "aiwg sync" if is_deployed else "aiwg deploy" if outcome.chosen else "aiwg deploy --platform ID"
    starts = (workspace.project / INSTRUCTIONS).is_file()
    edit = f"edit {INSTRUCTIONS if starts else f'the files in {PROJECT_FOLDER}/'}"
    if outcome.deployed:
        return f"{edit}; {paint('aiwg sync --watch', 'hint')} updates the tools."
    if outcome.given:
        return f"{paint('aiwg import --take-over', 'hint')}, then {paint(deploy, 'hint')}"
    if outcome.left:
        return f"{paint('aiwg import', 'hint')} copies the files of your tools into {PROJECT_FOLDER}/"
    if outcome.waiting:
        return f"review and approve with {paint('aiwg trust', 'hint')}, then {paint(deploy, 'hint')}"
    return f"{edit if starts else 'look at the files'}, then {paint(deploy, 'hint')}"


def say_the_same(flags: Iterable[Sequence[str]]) -> None:
    """Say the command that does the same without questions; no line break parts an option from its value."""
    space = "\ufffc"
    parts = ["aiwg init", *(" ".join(shlex.quote(word) for word in flag) for flag in flags if flag)]
    text = " ".join(part.replace(" ", space) for part in parts)
    say("The same without questions:")
    room = min(width(), WIDEST) - 2
    lines = wrap(
        text, room, initial_indent="  ", subsequent_indent=" " * 12, break_long_words=False, break_on_hyphens=False
    )
    for number, line in enumerate(lines, 1):
        say(line.replace(space, " ") + (" \\" if number < len(lines) else ""))
