"""A few words on each field of an artifact: editors show them where it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_FOR_ALL: Final[Mapping[str, str]] = {
    "name": "the id; the name of the file or folder when left out",
    "title": "a name for people",
    "description": "when to use it: platforms show this line to the model",
    "model": "fast, balanced, deep, inherit, or the name of a model",
    "effort": "how long the model may think",
    "tools": "the only tools that it may use",
    "deny_tools": "tools that it may not use",
    "context": "the context that it runs in, such as fork",
    "agent": "the agent that runs it",
    "paths": "glob patterns of the files that it is for",
    "argument-hint": "the text to type after the name",
    "disable-model-invocation": "true: only a user may start it",
}
_OF_KIND: Final[Mapping[str, str]] = {
    "rule/description": "the situations for the rule",
    "rule/activation": "always: in every request; paths: with matching files; model: if the model asks; manual: if the"
    " user asks",
    "rule/agents": "the agents that the rule is for",
    "agent/access": "read, write or full",
    "agent/skills": "skills that it starts with",
    "agent/mcp_servers": "ids of servers in mcp.yaml",
    "agent/max_turns": "the number of turns before it stops",
    "agent/invocation": "who starts it: user, model or both",
    "agent/background": "true: it runs beside the session",
    "agent/color": "a colour name, or #rrggbb",
    "agent/temperature": "the temperature of the model",
    "skill/license": "the licence of the skill",
    "skill/compatibility": "what it needs to run",
    "skill/metadata": "further keys, for programs",
    "skill/allowed-tools": "tools that need no question while it is used",
    "skill/user-invocable": "false: users cannot start it by its name",
    "command/arguments": "named arguments, where a platform has them",
    "command/description": "its purpose",
    "behavior/triggers": "phrases; aiwg adds them to the description",
    "behavior/hooks": "its hooks: event, match, script, ...; script is a file in the folder of the behavior",
    "behavior/inputs": "its inputs, for the reader of the source",
    "behavior/requires": "its requirements, for the reader of the source",
    "hook/id": "the id of the hook: lower-case letters, digits and hyphens",
    "hook/event": "the event that starts it; PLATFORM:NAME for one of a single platform",
    "hook/match": "the tools that it is for; all when left out",
    "hook/type": "what it is; a command when left out",
    "hook/command": "the shell command",
    "hook/script": "a file in the folder of the behavior",
    "hook/prompt": "the text that a model judges, or an agent verifies",
    "hook/url": "the address that gets the event",
    "hook/headers": "headers of the request",
    "hook/server": "the id of the MCP server",
    "hook/tool": "the tool of the server",
    "hook/input": "the input of the tool",
    "hook/timeout": "seconds",
    "hook/cwd": "the folder that it starts in",
    "hook/env": "environment variables",
    "hook/async": "true: the agent continues meanwhile",
    "hook/description": "for people",
    "hook/contract": "aiwg: one form of input on every platform; native: that of the platform",
    "mcp_server/command": "the program that aiwg has the platform start",
    "mcp_server/args": "its arguments",
    "mcp_server/env": "environment variables; ${NAME} takes one of the machine",
    "mcp_server/cwd": "the folder that it starts in",
    "mcp_server/url": "the address of a remote server",
    "mcp_server/type": "http (the default) or sse",
    "mcp_server/headers": "headers of each request",
    "mcp_server/timeout": "seconds",
    "mcp_server/tools": "the only tools that it offers",
    "mcp_server/deny_tools": "tools that it does not offer",
    "mcp_server/enabled": "false: it is written, and switched off",
    "mcp_server/description": "for people",
    "plugin/enabled": "whether the plugin is on",
    "plugin/description": "for people",
    "marketplace/github": "a repository: OWNER/NAME",
    "marketplace/git": "the address of any git repository",
    "marketplace/url": "the address of a marketplace.json",
    "marketplace/path": "a folder of the project, such as ./tools/plugins",
    "marketplace/ref": "a branch, a tag or a commit",
    "marketplace/description": "for people",
}
"""By kind and field."""


def about(kind: str, name: str) -> str:
    """Return a few words on a field. Raises KeyError for a field that nobody described."""
    return _OF_KIND.get(f"{kind}/{name}") or _FOR_ALL[name]
