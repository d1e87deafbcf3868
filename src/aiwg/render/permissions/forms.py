"""One permission in a platform's words: the name of its tool, and its argument as a pattern, a prefix or a regex."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiwg.adapter.model import Adapter, Cell
from aiwg.artifact.arguments import PATH_TOOLS
from aiwg.artifact.model import Artifact
from aiwg.render.values import native_tools

BARE_OF = {"lists": "{tool}", "tool-map": "*", "tool-lists": "", "rules": "", "commands": ""}
"""What a permission without an argument is by default, per shape; empty where another key says it."""


ANCHORS = {"absolute": "//", "root": "/", "home": "~/", "parent": "../"}
"""How a path begins that is not just below the project: on the machine, at the top, in the home folder, above."""


class UnsupportedPermissionError(ValueError):
    """A permission that a platform cannot express: the message says why."""


def tool_names(artifact: Artifact, cell: Cell, adapter: Adapter) -> list[str]:
    """Return the platform's names for a permission's tool. Raises UnsupportedPermissionError."""
    tools = {**adapter.table(None, "tools"), **adapter.table(cell, "tools")}
    name, argument = str(artifact.fields["tool"]), artifact.fields.get("argument")
    if name == "mcp" and argument is not None:
        if str(argument).startswith("*"):
            raise UnsupportedPermissionError("it cannot name the tools of every MCP server at once")
        found, _ = native_tools([f"mcp({argument})"], tools)
        if not found:
            raise UnsupportedPermissionError("it has no names for MCP tools")
        return found
    native = tools.get(name)
    if native is None:
        raise UnsupportedPermissionError(f"it has no name for the tool {name}")
    return [native] if isinstance(native, str) else list(native)


def anchored(artifact: Artifact, cell: Cell) -> Artifact:
    """Return a permission whose path starts where the platform's paths start. Raises UnsupportedPermissionError."""
    argument = str(artifact.fields.get("argument", ""))
    kind, start = next(((kind, start) for kind, start in ANCHORS.items() if argument.startswith(start)), ("", ""))
    if artifact.fields["tool"] not in PATH_TOOLS or not kind:
        return artifact
    rest, forms = argument[len(start) :], cell.get("paths", {})
    if kind in forms:
        written = forms[kind].replace("{path}", rest)
    elif kind != "root":
        raise UnsupportedPermissionError("the form of a path outside the project is unknown")
    else:
        written = rest if "/" in rest else f"./{rest}"
    return artifact.with_(fields={**artifact.fields, "argument": written})


def argument_of(artifact: Artifact) -> str | None:
    """Return what a permission is limited to; that of an MCP tool is part of the tool's name."""
    argument = artifact.fields.get("argument")
    return None if argument is None or artifact.fields["tool"] == "mcp" else str(argument)


def form_for(artifact: Artifact, cell: Cell, shape: str) -> str:
    """Return how the platform writes this permission. Raises UnsupportedPermissionError where it has no way."""
    usual = "{tool}({arg})" if shape == "lists" else "{path}"
    forms: str | Mapping[str, str | None] = cell.get("pattern", usual)
    forms = {"other": forms} if isinstance(forms, str) else forms
    tool, bare = str(artifact.fields["tool"]), forms.get("bare", BARE_OF.get(shape, "{tool}"))
    own = forms.get(tool, forms.get("other", usual))
    if tool == "mcp" and "argument" in artifact.fields:
        return "{tool}"  # the name of an MCP tool says it all
    if argument_of(artifact) is None:
        form = "{tool}" if own == "{tool}" else bare
        if form is None:
            raise UnsupportedPermissionError("it is unknown if a permission for a whole tool works there")
        return form
    if own is None or own == "{tool}":
        raise UnsupportedPermissionError("its permissions name tools only")
    return own


def filled(form: str, tool: str, argument: str) -> str:
    """Return a form with its placeholders filled in.

    Raises UnsupportedPermissionError when the argument does not fit it.
    """
    word, _, rest = argument.partition(" ")
    if "{rest}" in form and not rest:
        form = form.replace(":{rest}", "")
    if "{prefix}" in form:
        form = form.replace("{prefix}", prefix_of(argument))
    values = {
        "tool": tool,
        "arg": argument,
        "path": argument.removeprefix("./"),
        "crossing": argument.removeprefix("./").replace("**", "*"),
        "word": word,
        "rest": rest,
        "domain": argument.removeprefix("domain:"),
        "regex": regex_of(argument),
    }
    for key, value in values.items():
        form = form.replace(f"{{{key}}}", value)
    return form


def arguments_for(form: str, argument: str, tool: str) -> list[str]:
    """Return what to fill in: where `*` crosses slashes, `**/x` is both `x` at the root and `*/x` below it.

    A path without a slash is one in any folder.
    """
    if "{crossing}" not in form:
        return [argument]
    if tool in PATH_TOOLS and "/" not in argument:
        return [argument, f"**/{argument}"]
    return [argument[3:], argument] if argument.startswith("**/") else [argument]


def prefix_of(argument: str) -> str:
    """Return the start of a command that `git *` stands for.

    Raises UnsupportedPermissionError for a glob anywhere else.
    """
    text = argument.removesuffix("*").removesuffix(":").rstrip()
    if not text or any(char in text for char in "*?["):
        raise UnsupportedPermissionError("its permissions cover commands by their start only")
    return text


def words_of(argument: str) -> list[str]:
    """Return the words of the prefix of a command. Raises UnsupportedPermissionError."""
    try:
        return shlex.split(prefix_of(argument))
    except ValueError as error:
        raise UnsupportedPermissionError(str(error)) from None


def is_exact(argument: str) -> bool:
    """Say whether a permission is for one command and not for all that start like it."""
    return not argument.endswith("*")


def regex_of(argument: str) -> str:
    """Return a regular expression for a glob: `*` stands for anything, and ` *` at the end for nothing too.

    A domain becomes one for the addresses of that host.
    """
    if argument.startswith("domain:"):
        host = re.escape(argument.removeprefix("domain:")).replace(r"\*", "[^/]*").replace(r"\-", "-")
        return f"^https?://{host}(?:[:/]|$)"
    text, rest = (argument[:-2], "(?: .*)?") if argument.endswith(" *") else (argument.removeprefix("./"), "")
    escaped = re.escape(text).replace(r"\ ", " ").replace(r"\-", "-").replace(r"\*\*/", "(?:.*/)?")
    return "^" + escaped.replace(r"\*\*", ".*").replace(r"\*", ".*").replace(r"\?", ".") + rest + "$"


def values_of(artifact: Artifact, tool: str, effect: str) -> dict[str, Any]:
    """Return the canonical values that the field rules of a permission rule are made from."""
    argument = argument_of(artifact)
    values: dict[str, Any] = {"tool": tool, "for": artifact.fields["tool"], "effect": effect}
    if argument is None:
        return values
    path = artifact.fields["tool"] in PATH_TOOLS
    anywhere = path and "/" not in argument
    values.update(argument=argument.removeprefix("./"), regex=regex_of(f"**/{argument}" if anywhere else argument))
    with suppress(UnsupportedPermissionError):
        values["prefix"] = prefix_of(argument)
    return values
