"""The ten kinds, what each is called in folders and adapters, and which of them run code."""

from __future__ import annotations

from typing import Final

KINDS: Final = (
    "instructions",
    "rule",
    "agent",
    "skill",
    "command",
    "behavior",
    "hook",
    "mcp_server",
    "permission",
    "ignore",
)

CELL_OF: Final = {
    "instructions": "instructions",
    "rule": "rules",
    "agent": "agents",
    "skill": "skills",
    "command": "commands",
    "hook": "hooks",
    "mcp_server": "mcp_servers",
    "permission": "permissions",
    "ignore": "ignore",
}
"""The adapter cell that describes a kind. `behavior` has none: it is composed of a skill and hooks."""

KIND_OF_CELL: Final = {cell: kind for kind, cell in CELL_OF.items()}

EXECUTABLE: Final = frozenset({"hook", "mcp_server", "permission"})
"""Kinds that run something or let an agent run something: deployed only from a trusted layer."""

SPELLINGS: Final = {
    "instruction": "instructions",
    "mcp": "mcp_server",
    "mcp-server": "mcp_server",
    "mcp_servers": "mcp_server",
    "mcp-servers": "mcp_server",
    "ignores": "ignore",
    **{f"{kind}s": kind for kind in ("rule", "agent", "skill", "command", "behavior", "hook", "permission")},
}
"""Other ways in which people type a kind."""


def kind_named(text: str) -> str | None:
    """Return the kind that `text` names (singular, plural or a usual spelling), or None."""
    lowered = text.strip().lower()
    return lowered if lowered in KINDS else SPELLINGS.get(lowered)


def kinds_said(kind: str) -> str:
    """Return a kind in the plural, for people: `rules`, `MCP servers`."""
    return {"behavior": "behaviors", "mcp_server": "MCP servers"}.get(kind) or CELL_OF[kind]


def plural(kind: str, count: int) -> str:
    """Return `1 rule`, `2 rules`, `1 MCP server`, for people."""
    word = {"mcp_server": "MCP server", "instructions": "instruction text", "ignore": "ignore list"}.get(kind, kind)
    return f"{count} {word}{'' if count == 1 else 's'}"
