"""The canonical fields: a type each, so that an adapter says only a name and a shape."""

from __future__ import annotations

from aiwg.artifact.hook_types import NEEDS
from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

FieldTypes = dict[str, str]

MAX_DESCRIPTION = 1024
"""Characters of a description that every client of the Agent Skills standard accepts."""

TYPES: Final[dict[str, FieldTypes]] = {
    "instructions": {},
    "rule": {"description": "line", "paths": "globs", "activation": "activation", "agents": "list"},
    "agent": {
        "name": "line",
        "title": "line",
        "description": "line",
        "model": "model",
        "effort": "effort",
        "tools": "tools",
        "deny_tools": "tools",
        "access": "access",
        "skills": "list",
        "mcp_servers": "servers",
        "max_turns": "int",
        "invocation": "invocation",
        "background": "bool",
        "color": "line",
        "temperature": "number",
    },
    "skill": {
        "name": "line",
        "description": "line",
        "license": "line",
        "compatibility": "line",
        "metadata": "raw",
        "allowed-tools": "raw",
        "disable-model-invocation": "bool",
        "user-invocable": "bool",
        "argument-hint": "hint",
        "paths": "raw",
        "model": "raw",
        "context": "line",
        "agent": "line",
    },
    "command": {
        "description": "line",
        "argument-hint": "hint",
        "arguments": "raw",
        "model": "model",
        "effort": "effort",
        "agent": "line",
        "tools": "tools",
        "context": "line",
        "disable-model-invocation": "bool",
    },
    "behavior": {
        "name": "line",
        "description": "line",
        "triggers": "list",
        "hooks": "raw",
        "inputs": "raw",
        "requires": "list",
    },
    "hook": {
        "id": "line",
        "event": "event",
        "match": "match",
        "type": "hook_type",
        "command": "shell",
        "script": "line",
        "prompt": "text",
        "model": "model",
        "url": "line",
        "headers": "texts",
        "server": "line",
        "tool": "line",
        "input": "raw",
        "timeout": "number",
        "cwd": "line",
        "env": "texts",
        "async": "bool",
        "description": "line",
        "contract": "contract",
    },
    "mcp_server": {
        "command": "line",
        "args": "list",
        "env": "texts",
        "cwd": "line",
        "url": "line",
        "type": "line",
        "headers": "texts",
        "timeout": "number",
        "tools": "some",
        "deny_tools": "list",
        "enabled": "bool",
        "description": "line",
    },
    "plugin": {"enabled": "bool", "description": "line"},
    "marketplace": dict.fromkeys(("github", "git", "url", "path", "ref", "description"), "line"),
    "permission": {"effect": "line", "tool": "line", "argument": "line", "pattern": "line"},
    "ignore": {},
}

ALIASES: Final[dict[str, dict[str, str]]] = {
    "agent": {
        "disallowedTools": "deny_tools",
        "disallowed-tools": "deny_tools",
        "maxTurns": "max_turns",
        "mcpServers": "mcp_servers",
        "mcp-servers": "mcp_servers",
        "allowed-tools": "tools",
    },
    "rule": {"globs": "paths", "applyTo": "paths"},
    "command": {"allowed-tools": "tools", "argument_hint": "argument-hint"},
    "skill": {"allowed_tools": "allowed-tools", "argument_hint": "argument-hint"},
    "mcp_server": {
        "transport": "type",
        "serverUrl": "url",
        "httpUrl": "url",
        "isActive": "enabled",
        "includeTools": "tools",
        "enabledTools": "tools",
        "enabled_tools": "tools",
        "excludeTools": "deny_tools",
        "disabledTools": "deny_tools",
        "disabled_tools": "deny_tools",
    },
    "hook": {"matcher": "match"},
}
"""Spellings that existing content uses for a canonical field."""

SCOPE_KEYS: Final = (
    "paths",
    "globs",
    "glob",
    "applyTo",
    "alwaysApply",
    "trigger",
    "inclusion",
    "fileMatchPattern",
)
"""Keys by which platforms say when a rule holds; `type` is left out, which many use for something else."""

ACCESS_SPELLINGS: Final[dict[str, dict[str, str]]] = {
    "readonly": {"true": "read"},
    "readOnly": {"true": "read"},
    "read-only": {"true": "read"},
    "sandbox_mode": {"read-only": "read", "workspace-write": "write", "danger-full-access": "full"},
}
"""What single platforms write for the access of an agent; a value that is not here changes nothing."""

LIMITING_KEYS: Final = frozenset({"permission", "permissions", "permissionMode", *ACCESS_SPELLINGS})
"""Keys of single platforms that limit an agent: losing one leaves it with fewer restrictions."""

LIMITING_FIELDS: Final = frozenset({"tools", "deny_tools", "access"})
"""Canonical fields that limit an agent or a command."""

NEGATED: Final[dict[str, dict[str, str]]] = {"mcp_server": {"disabled": "enabled"}}
"""Spellings that say the opposite of a canonical field."""

ENUMS: Final[dict[str, tuple[str, ...]]] = {
    "activation": ("always", "paths", "model", "manual"),
    "access": ("read", "write", "full"),
    "effort": ("low", "medium", "high", "max"),
    "invocation": ("user", "model", "both"),
    "contract": ("aiwg", "native"),
    "hook_type": tuple(NEEDS),
}

MODEL_TIERS: Final = ("fast", "balanced", "deep", "inherit")
MODEL_NAMES: Final = {"haiku": "fast", "sonnet": "balanced", "opus": "deep"}

TOOLS: Final = frozenset(
    ("read", "write", "edit", "bash", "grep", "glob", "list", "web_fetch", "web_search", "task", "todo", "skill", "ask",
     "notebook")
)  # fmt: skip
WRITING_TOOLS: Final = frozenset({"write", "edit", "bash", "notebook"})

EVENTS: Final = frozenset([
    "tool_before", "tool_after", "stop", "session_start", "prompt_submit", "session_end", "compact_before",
    "subagent_stop", "notification", "permission_request", "subagent_start", "model_before", "tool_failed",
    "compact_after", "model_after", "error", "stop_failed", "instructions_loaded", "file_changed", "interrupt",
    "shell_before", "shell_after", "read_before", "edit_after", "session_resume", "response_after", "thought_after",
    "mcp_before", "mcp_after", "task_before", "task_after", "file_created", "file_deleted", "manual",
    "tool_batch_after", "prompt_expand", "model_switch_before", "model_switch_after", "permission_denied", "setup",
    "teammate_idle", "task_created", "task_completed", "elicitation", "elicitation_result", "config_changed",
    "worktree_create", "worktree_remove", "cwd_changed", "directory_added", "message_display", "skill_shell_before",
])  # fmt: skip
"""Neutral hook events; an event of one platform only is written `platform:NativeName`."""

GUARDS: Final = frozenset([
    "tool_before", "prompt_submit", "permission_request", "model_before", "shell_before", "read_before", "mcp_before",
    "task_before", "subagent_start", "prompt_expand", "model_switch_before", "task_created", "elicitation",
    "config_changed", "skill_shell_before",
])  # fmt: skip
"""Events whose hooks can keep an agent from something."""

OBSERVERS: Final = EVENTS - GUARDS
"""Events whose hooks come too late to keep an agent from anything. Of an unknown event nobody knows."""


def split_list(value: Any) -> list[str]:
    """Return a list of strings from a YAML list or a comma string; commas inside braces do not split."""
    if isinstance(value, list):
        return [str(item) for item in value]
    parts: list[str] = []
    depth, start, text = 0, 0, str(value)
    for index, char in enumerate(text):
        if char in "{([":
            depth += 1
        elif char in "})]":
            depth -= 1
        elif char == "," and depth <= 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


COLOURS = {
    "red": "#e5484d",
    "blue": "#3e63dd",
    "green": "#30a46c",
    "yellow": "#f5d90a",
    "purple": "#8e4ec6",
    "orange": "#f76b15",
    "pink": "#d6409f",
    "cyan": "#00a2c7",
}
"""The colours of agents by the names that sources may use, as every client takes them."""

LONG_HEX = lazy_pattern(r"^#[0-9a-fA-F]{6}\Z")
"""The one form of a colour that every client takes."""
