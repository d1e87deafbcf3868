"""The page of aiwg without a command: the state of this project in a line, and the commands one needs first."""

from __future__ import annotations

import os
from pathlib import Path

from aiwg import __version__
from aiwg.apply.state import State
from aiwg.artifact.ids import shown
from aiwg.core.errors import UserError
from aiwg.core.project_above import project_above
from aiwg.fs.roots import project_roots
from aiwg.manifest import Manifest
from aiwg.output.console import paint, say, table

FIRST = (
    ("init", "set up a project, import the files that your tools load"),
    ("deploy", "write the files for your tools; --dry-run shows them"),
    ("sync", "update them; --watch does it on every save"),
    ("doctor", "check that every tool loads what was deployed"),
    ("remove", "delete everything aiwg wrote; your files stay"),
)
"""The commands of a first hour, with what they are for."""

NAMED = 4
"""How many tools are named in the line about the project."""


def say_start_page() -> None:
    """Say what aiwg is for, how this project stands, and the first commands."""
    say(f"aiwg {__version__} writes your AI context to the files that each AI tool reads.")
    say()
    say(_state())
    say()
    for line in table([[paint(f"aiwg {name}", "hint"), text] for name, text in FIRST]):
        say(line)
    say()
    say("All commands: aiwg help   One of them: aiwg help deploy")


def _state() -> str:
    """Return the state of the project around this folder; nothing but its manifest is read."""
    project = project_above(os.getcwd())[0]
    if project is None:
        return f"This folder is not set up yet. Next: {paint('aiwg init', 'hint')}"
    name = f"Project {shown(os.path.basename(project) or project)}"
    try:
        manifest = State(project_roots(Path(project))).read_manifest()
    except (UserError, OSError):
        return f"{name}: aiwg cannot read its records here. Next: {paint('aiwg status', 'hint')}"
    if not manifest.records:
        return f"{name} is set up, and nothing is deployed yet. Next: {paint('aiwg deploy', 'hint')}"
    return f"{name}: {_counted(manifest)}. Is it up to date? {paint('aiwg status', 'hint')}"


def _counted(manifest: Manifest) -> str:
    files, tools = len(manifest.records), sorted(manifest.platforms)
    named = ", ".join(shown(each) for each in tools[:NAMED])
    more = f" and {len(tools) - NAMED} more" if len(tools) > NAMED else ""
    return f"{files} {'file' if files == 1 else 'files'} for {named}{more}"
