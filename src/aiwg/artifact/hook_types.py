"""What a hook can be beside a command: a question to a model, an agent, a request to a server, a tool call."""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

COMMAND: Final = "command"
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    COMMAND: (),  # a command, or a script
    "prompt": ("prompt",),
    "agent": ("prompt",),
    "http": ("url",),
    "mcp_tool": ("server", "tool"),
}
"""The fields that a hook of each type cannot do without."""

_TAKES: Final[Mapping[str, frozenset[str]]] = {
    COMMAND: frozenset({"command", "script", "cwd", "env", "async", "contract"}),
    "prompt": frozenset({"prompt", "model"}),
    "agent": frozenset({"prompt", "model"}),
    "http": frozenset({"url", "headers"}),
    "mcp_tool": frozenset({"server", "tool", "input"}),
}
"""The fields that mean something for a type; the others of a hook mean something for all."""

_OF_SOME: Final = frozenset().union(*_TAKES.values())


def takes(type: str) -> frozenset[str]:
    """Return the fields that mean something for hooks of a type and not for those of every type."""
    return _TAKES[type]


def type_of(fields: Mapping[str, Any]) -> str:
    """Return the type of a hook; a command where it says nothing."""
    return str(fields.get("type", COMMAND))


def wrong_for_type(fields: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what a hook lacks, or has that its type does not take, and a hint; None when nothing is wrong."""
    type = type_of(fields)
    if type == COMMAND and not fields.get("command") and not fields.get("script"):
        return "a hook needs a command", "command: ./scripts/check.sh"
    for name in NEEDS[type]:
        if not fields.get(name):
            return f"a hook of type {type} needs {name}", f"{name}: ..."
    for name in fields:
        if name in _OF_SOME and name not in _TAKES[type]:
            return f"a hook of type {type} has no {name}", f"remove {name}, or change the type"
    return None


def summary_of(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a hook does, as a verb and its object, for a person who is to approve it."""
    type = type_of(fields)
    if type == "http":
        return "sends every such event to", str(fields["url"])
    if type == "mcp_tool":
        return "calls the tool", f"{fields['tool']} of {fields['server']}"
    if type in ("prompt", "agent"):
        return ("asks a model" if type == "prompt" else "starts an agent"), str(fields["prompt"])
    return "runs", str(fields.get("command") or fields.get("script"))
