"""Setting up a project: which platforms, aiwg.yaml, a source to start from."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import click

from aiwg.adapter.model import Adapter
from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import shown
from aiwg.config import FILE
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.sources import read_sources
from aiwg.deployment.workspace import Workspace, detected, open_workspace
from aiwg.output.console import is_terminal, paint, print_error, say, table
from aiwg.render.documents import yaml_text
from aiwg.scaffold.templating import template_text

ALL, DETECTED, NONE = "all", "detected", "none"


def run_init(project: Path, named: Sequence[str], ask: bool) -> int:
    """Write what is missing of a project's setup; return the exit code."""
    workspace = open_workspace(project, "project")
    found = detected(workspace)
    chosen = _meant(workspace, named, found) if named else _chosen(workspace, found, ask and is_terminal())
    files = StartingFiles(project)
    rows = [_written(files, path, text) for path, text in _texts(workspace, chosen)]
    rows += [_made(files, folder) for folder in (".aiwg/agents", ".aiwg/skills")]
    for line in table(rows, indent=""):
        say(line)
    for file in read_sources(project).hidden.get("instructions/instructions", ()):
        say(f"  .aiwg/instructions.md takes the place of {shown(file)}.")
    _say_next(workspace, chosen, kept=any(row[1] == FILE and row[2] for row in rows))
    return Exit.OK


def _texts(workspace: Workspace, chosen: Sequence[Adapter]) -> list[tuple[str, str]]:
    examples = ", ".join(workspace.registry.ids()[:2])
    platforms = yaml_text({"platforms": [adapter.id for adapter in chosen]}) if chosen else ""
    rule = yaml_text({"description": "How large a change is, and when it is done."})
    return [
        (FILE, template_text("aiwg.yaml", platforms=platforms, examples=examples)),
        (
            ".aiwg/instructions.md",
            template_text(
                "instructions.md",
                title="About this project",
                description="What every agent should know here. Replace these lines.",
            ),
        ),
        (".aiwg/rules/small-changes.md", template_text("example-rule.md", front=rule)),
    ]


def _written(files: StartingFiles, path: str, text: str) -> list[str]:
    if files.create(path, text):
        return [paint("wrote", "ok"), path, ""]
    return [paint("kept", "faint"), path, paint("there already", "faint")]


def _made(files: StartingFiles, folder: str) -> list[str]:
    if files.make_folder(folder):
        return [paint("made", "ok"), f"{folder}/", ""]
    return [paint("kept", "faint"), f"{folder}/", paint("there already", "faint")]


def _chosen(workspace: Workspace, found: Sequence[Adapter], ask: bool) -> Sequence[Adapter]:
    """Return the platforms to name: those of aiwg.yaml, else the answer to a question, else the detected ones."""
    if workspace.config.platforms:
        return _meant(workspace, workspace.config.platforms, found)
    if not ask:
        return found
    say(f"Platforms: {', '.join(workspace.registry.ids())}")
    installed = _installed(workspace)
    if installed:
        say(f"On this machine: {', '.join(adapter.id for adapter in installed)}")
    default = ", ".join(adapter.id for adapter in found) or NONE
    while True:
        typed = click.prompt("Which does this project use (comma-separated)?", default=default, type=str)
        words = [word.strip() for word in typed.split(",") if word.strip()]
        try:
            return [] if words == [NONE] else _meant(workspace, words, found)
        except UserError as error:
            print_error(error, as_json=False)


def _meant(workspace: Workspace, words: Sequence[str], found: Sequence[Adapter]) -> list[Adapter]:
    """Return the platforms that words mean, each once. Raises UserError (usage) for a word that is none."""
    meant: dict[str, Adapter] = {}
    for word in words:
        if word == ALL:
            adapters = workspace.registry.all()
        else:
            adapters = list(found) if word == DETECTED else [workspace.registry.named(word)]
        meant.update((adapter.id, adapter) for adapter in adapters)
    return [meant[id] for id in sorted(meant)]


def _installed(workspace: Workspace) -> list[Adapter]:
    """Return the platforms of which a command is on the PATH: a hint, no more."""
    return [
        adapter
        for adapter in workspace.registry.all()
        if any(shutil.which(name) for name in adapter.data.get("detect", {}).get("commands", ()))
    ]


def _say_next(workspace: Workspace, chosen: Sequence[Adapter], kept: bool) -> None:
    say()
    ids = [adapter.id for adapter in chosen]
    if kept and set(ids) - set(workspace.config.platforms):
        say(f"{FILE} was there and stays as it is. For these platforms it should say: platforms: [{', '.join(ids)}]")
    elif not chosen:
        installed = ", ".join(adapter.id for adapter in _installed(workspace))
        hint = f" On this machine: {installed}." if installed else ""
        say(f"No platform is named yet: nothing here shows which.{hint}")
        say(f"  Name them in {FILE}, or once: {paint('aiwg deploy --platform ID', 'hint')}")
    say("Next")
    for line in table(
        [
            ["edit .aiwg/instructions.md", "say what every agent should know"],
            [paint("aiwg new rule ID", "hint"), "write a rule, an agent, a skill, ..."],
            [paint("aiwg deploy --dry-run", "hint"), "see what would be written"],
            [paint("aiwg deploy", "hint"), f"write it for {', '.join(ids)}" if ids else "write it"],
        ]
    ):
        say(line)
