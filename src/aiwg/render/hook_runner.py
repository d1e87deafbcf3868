"""Hooks in one form: the runner beside them tells a script what happened and answers in the platform's own form.

docs/hooks.md describes the form. What a platform calls things and how it is told to block is data of its adapter:
`payload`, `block`, `pass` and `context` of the hooks cell.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping

from aiwg.adapter.model import Adapter, Cell
from aiwg.adapter.paths import USER
from aiwg.artifact.hook_types import COMMAND, type_of
from aiwg.artifact.model import Artifact
from aiwg.core.content import Content
from aiwg.core.patterns import lazy_pattern
from aiwg.placement.place import Placement
from aiwg.render.context import RenderContext
from aiwg.render.hook_events import tool_table
from aiwg.render.outputs import FileOutput, KeyEntry, KeyPath
from aiwg.render.rendering import EntryPart, ItemPart
from aiwg.render.values import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = ".agents/aiwg/"
"""Where the runner lies, in the project or in the home folder: a place that belongs to no one platform."""

PACKAGE_ROOT = "package_root"
"""The key of a hooks cell that names the folder of a package in a command: a package has no files in a project."""

CARRIES = frozenset({"env", "cwd", "timeout"})
"""Fields that the runner sees to, whatever the platform has."""

ANSWERED = ("tool_before", "tool_after", "prompt_submit", "stop")
"""The portable events that a hook can block, or after which its reason can reach the agent."""

PAYLOAD: Mapping[str, tuple[str, ...]] = {
    "tool": ("tool_name",),
    "input": ("tool_input",),
    "prompt": ("prompt",),
    "output": ("tool_response", "tool_output"),
    "session": ("session_id",),
    "cwd": ("cwd",),
    "project": ("cwd",),
}
"""What most platforms call things; `payload` of an adapter says what is different."""

_NEEDS_SHELL = lazy_pattern(r"[|&;<>$`*?()\n]|^\w+=")
"""What only a shell understands: pipes, lists, redirections, variables, patterns, assignments before a command."""

_PROJECT_FOLDER = lazy_pattern(
    r"\$(?:\{(?:[A-Z][A-Z0-9]*_(?:PROJECT_(?:DIR|ROOT)|WORKSPACE_(?:DIR|ROOT)))\}"
    r"|[A-Z][A-Z0-9]*_(?:PROJECT_(?:DIR|ROOT)|WORKSPACE_(?:DIR|ROOT))\b)"
)
"""What platforms call the folder of the project."""

_VARIABLE = lazy_pattern(r"\$[A-Za-z_]\w*")
_ONES_VARIABLE = lazy_pattern(
    r"\$\{?((?!AIWG_)[A-Z][A-Z0-9]*_(?:PLUGIN_ROOT|PLUGIN_DATA|ENV_FILE|TOOL_[A-Z_]+|FILE_PATHS?|SESSION_ID|CWD))\b"
)
"""Variables that one platform sets for its hooks."""

OF_INPUT: Mapping[str, tuple[str, ...]] = {
    "command": ("command",),
    "path": ("file_path", "filePath", "path", "absolute_path", "filename"),
}
"""Where the command line and the path stand in a tool's input."""


def in_one_form(artifact: Artifact) -> bool:
    """Say whether a hook wants our form: scripts of behaviors do, plain commands only if they say so, others never."""
    if type_of(artifact.fields) != COMMAND:
        return False
    return str(artifact.fields.get("contract", "aiwg" if "script" in artifact.fields else "native")) == "aiwg"


def knows_tools(cell: Cell) -> bool:
    """Say whether the runner can tell which tool an event is about."""
    return "payload" in cell.settings


def command(placement: Placement, up: str) -> str:
    """Return the command line that runs one hook; `up` leads from a package to the project, where the runner lies."""
    cell = placement.writer.adapter.cells["hooks"]
    path = ("~/" if placement.writer.scope == USER else up) + FOLDER + "hook.py"
    return f"{path_for_shell(path, cell)} {placement.writer.id} {placement.artifact.id}"


def path_for_shell(path: str, cell: Cell) -> str:
    """Return a path of ours as a platform's hook command names it."""
    if path.startswith("~/"):
        home = cell.get("home")
        return f"{home}/{path[2:]}" if home else f'"$HOME/{path[2:]}"'
    root = cell.get(PACKAGE_ROOT, cell.get("root"))
    return f'"{root}"/{path}' if root else path


def with_own_root(command: str, cell: Cell, up: str) -> str:
    """Return a command with the project folder as this platform names it, where another one's variable stood.

    Hooks of platforms without a variable for it start in the project. `up` leads from a package to it.
    """
    root = str(cell.get("root") or ".")
    further = f"/{up.rstrip('/')}" if up else ""

    def write(match: re.Match[str]) -> str:
        own = f"${{{root[1:]}}}" if match[0].startswith("${") and _VARIABLE.fullmatch(root) else root
        return own + further

    return _PROJECT_FOLDER.sub(write, command)


def foreign_variables(command: str, cell: Cell) -> list[str]:
    """Return the variables of a command that only other platforms set."""
    own = str(cell.get("root") or "").strip("${}").partition("_")[0]
    found = (match[1] for match in _ONES_VARIABLE.finditer(command))
    return sorted({name for name in found if name.partition("_")[0] != own})


def with_shell(command: str, cell: Cell) -> str:
    """Return a command as it has to be written to mean the same where a platform starts it without a shell."""
    if cell.get("shell", True) or not _NEEDS_SHELL.search(command):
        return command
    return f"sh -c {shlex.quote(command)}"  # without it a pipe would be an argument of the first word


def level(losses: Iterable[Loss]) -> str:
    """Return how well a hook arrives: degraded where our form cannot be kept."""
    return "degraded" if any(loss.field in ("block", "payload") for loss in losses) else "translated"


def runner_files(
    placement: Placement, context: RenderContext, script: str, carried: tuple[str, ...]
) -> Iterator[FileOutput | EntryPart]:
    """Yield the runner, what the platform calls things, and one hook.

    `carried` are the fields beside env and cwd that the runner has to see to.
    """
    if context.up:  # those of the project above serve the package, too
        return
    artifact, adapter = placement.artifact, placement.writer.adapter
    folder = ("~/" if placement.writer.scope == USER else "") + FOLDER
    owners = (artifact.named,)
    yield FileOutput(f"{folder}hook.py", Content(context.given.runner), True, owners, placement.platforms)
    path = f"{folder}{adapter.id}.json"
    for key, value in _dialect(adapter, placement.writer.scope).items():
        yield EntryPart(path, "json", KeyEntry((key,), value, owners, placement.platforms))
    keys: KeyPath = ("hooks", artifact.id)
    hook = KeyEntry(keys, _hook(artifact, script, carried), owners, placement.platforms)
    yield EntryPart(path, "json", hook)


def _hook(artifact: Artifact, script: str, carried: tuple[str, ...]) -> dict[str, Any]:
    fields = artifact.fields
    hook: dict[str, Any] = {"event": fields["event"]}
    command = _PROJECT_FOLDER.sub("$AIWG_PROJECT_DIR", str(fields.get("command")))
    hook.update({"script": script.removeprefix("~/")} if script else {"command": command})
    if not in_one_form(artifact):  # the runner then passes on what the platform said, and its answer, untouched
        hook["contract"] = "native"
    hook.update({name: fields[name] for name in ("match", "env", "cwd", *carried) if fields.get(name)})
    return hook


def _dialect(adapter: Adapter, scope: str) -> dict[str, Any]:
    """Return what the runner has to know of a platform."""
    cell = adapter.cells["hooks"]
    found: dict[str, Any] = {"scope": "package" if PACKAGE_ROOT in cell.settings else scope}
    if knows_tools(cell):
        found["payload"] = payload_of(cell)
        found["tools"] = _neutral_tools(cell, adapter)
    found.update({key: cell.get(key) for key in ("block", "pass", "context") if cell.get(key)})
    return found


def payload_of(cell: Cell) -> dict[str, list[str]]:
    """Return where everything stands in what a platform tells its hooks: dotted paths, the first that exists."""
    said = {key: [value] if isinstance(value, str) else list(value) for key, value in cell.get("payload", {}).items()}
    found = {key: said.get(key, list(usual)) for key, usual in PAYLOAD.items()}
    for key, names in OF_INPUT.items():
        found[key] = said.get(key) or [f"{place}.{name}" for place in found["input"] for name in names]
    return {key: paths for key, paths in found.items() if paths}


def _neutral_tools(cell: Cell, adapter: Adapter) -> dict[str, Any]:
    """Return the neutral names of each native tool, and of each event that is limited to some tools."""
    table = tool_table(cell, adapter)
    found: dict[str, Any] = {"mcp": table.pop("mcp")} if "mcp" in table else {}
    for neutral, native in sorted(table.items()):
        for name in [native] if isinstance(native, str) else native:
            found.setdefault(name, []).append(neutral)
    for other in cell.get("reader_tools", ()):  # of the other clients that install the same package
        for neutral, native in sorted(other.items()):
            names = () if neutral in ("mcp", "argument") else [native] if isinstance(native, str) else native
            for name in names:
                if neutral not in found.setdefault(name, []):
                    found[name].append(neutral)
    for events in cell.get("events", {}).values():
        for neutral, name in sorted(events.items()) if isinstance(events, Mapping) else ():
            if neutral not in found.setdefault(name, []):
                found[name].append(neutral)
    return found


def losses(placement: Placement) -> list[Loss]:
    """Return what a hook in our form loses at the platform that it is written for."""
    artifact, cell = placement.artifact, placement.writer.adapter.cells["hooks"]
    if not in_one_form(artifact):
        return []
    event, found = str(artifact.fields["event"]), []
    if not knows_tools(cell):
        found.append(Loss("payload", "the input of its hooks is unknown, except the event and the project"))
    if event in ANSWERED and event not in cell.get("block", {}):
        found.append(Loss("block", f"a hook cannot block {event} there: its reason is only printed"))
    return found


def event_file(placement: Placement, path: str, above: str) -> ItemPart:
    """Return one hook in the executable of an event, which runs all hooks of that event in the order of their ids."""
    inside = path.removeprefix("~/")
    up = "../" * inside.count("/") + above
    runner = f'"$(dirname "$0")/{up}{FOLDER}hook.py"' if not inside.startswith("/") else f'"$HOME/{FOLDER}hook.py"'

    head = (
        "#!/bin/sh\n"
        "# Written by aiwg for all hooks of this event; edit their source, not this file.\n"
        f"exec {runner} {placement.writer.id} "
    )
    owners = (placement.artifact.named,)
    return ItemPart(
        path, placement.artifact.id, head, " ", owners, placement.platforms, is_sorted=True, executable=True
    )
