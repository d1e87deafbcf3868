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
_OF_KIND: Final[Mapping[str, Mapping[str, str]]] = {
    "rule": {
        "description": "the situations for the rule",
        "activation": "always: in every request; paths: with matching files; model: if the model asks; manual: if the"
        " user asks",
        "agents": "the agents that the rule is for",
    },
    "agent": {
        "access": "read, write or full",
        "skills": "skills that it starts with",
        "mcp_servers": "ids of servers in mcp.yaml",
        "max_turns": "the number of turns before it stops",
        "invocation": "who starts it: user, model or both",
        "background": "true: it runs beside the session",
        "color": "a colour name, or #rrggbb",
        "temperature": "the temperature of the model",
    },
    "skill": {
        "license": "the licence of the skill",
        "compatibility": "what it needs to run",
        "metadata": "further keys, for programs",
        "allowed-tools": "tools that need no question while it is used",
        "user-invocable": "false: users cannot start it by its name",
    },
    "command": {
        "arguments": "named arguments, where a platform has them",
        "description": "its purpose",
    },
    "behavior": {
        "triggers": "phrases; aiwg adds them to the description",
        "hooks": "its hooks: event, match, script, ...; script is a file in the folder of the behavior",
        "inputs": "its inputs, for the reader of the source",
        "requires": "its requirements, for the reader of the source",
    },
    "hook": {
        "id": "the id of the hook: lower-case letters, digits and hyphens",
        "event": "the event that starts it; PLATFORM:NAME for one of a single platform",
        "match": "the tools that it is for; all when left out",
        "type": "what it is; a command when left out",
        "command": "the shell command",
        "script": "a file in the folder of the behavior",
        "prompt": "the text that a model judges, or an agent verifies",
        "url": "the address that gets the event",
        "headers": "headers of the request",
        "server": "the id of the MCP server",
        "tool": "the tool of the server",
        "input": "the input of the tool",
        "timeout": "seconds",
        "cwd": "the folder that it starts in",
        "env": "environment variables",
        "async": "true: the agent continues meanwhile",
        "description": "for people",
        "contract": "aiwg: one form of input on every platform; native: that of the platform",
    },
    "mcp_server": {
        "command": "the program that aiwg has the platform start",
        "args": "its arguments",
        "env": "environment variables; ${NAME} takes one of the machine",
        "cwd": "the folder that it starts in",
        "url": "the address of a remote server",
        "type": "http (the default) or sse",
        "headers": "headers of each request",
        "timeout": "seconds",
        "tools": "the only tools that it offers",
        "deny_tools": "tools that it does not offer",
        "enabled": "false: it is written, and switched off",
        "description": "for people",
    },
    "plugin": {"enabled": "whether the plugin is on", "description": "for people"},
    "marketplace": {
        "github": "a repository: OWNER/NAME",
        "git": "the address of any git repository",
        "url": "the address of a marketplace.json",
        "path": "a folder of the project, such as ./tools/plugins",
        "ref": "a branch, a tag or a commit",
        "description": "for people",
    },
}


def about(kind: str, name: str) -> str:
    """Return a few words on a field. Raises KeyError for a field that nobody described."""
    of_kind = _OF_KIND.get(kind, {})
    return of_kind[name] if name in of_kind else _FOR_ALL[name]
