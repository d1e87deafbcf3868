"""The events of hooks: their neutral names, and what clients call them."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.artifact.fields import EVENTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_CALLED: Final[dict[str, tuple[str, ...]]] = {
    "tool_before": ("PreToolUse", "BeforeTool", "pre_tool_call", "pre-tool", "tool_call_before"),
    "tool_after": ("PostToolUse", "AfterTool", "post_tool_call", "post-tool", "tool_call_after"),
    "tool_failed": ("PostToolUseFailure",),
    "prompt_submit": (
        "UserPromptSubmit", "userPromptSubmitted", "BeforeAgent", "beforeSubmitPrompt", "PromptSubmit", "pre-prompt",
        "pre_user_prompt", "message_submit",
    ),
    "stop": ("AfterAgent", "agentStop", "post_agent", "turn_end", "TaskComplete", "on_session_end"),
    "stop_failed": ("StopFailure",),
    "session_start": ("TaskStart", "on_session_start"),
    "session_resume": ("TaskResume",),
    "session_end": ("SessionShutdown", "on_session_finalize"),
    "subagent_start": ("subagent_spawn",),
    "subagent_stop": ("subagent_complete",),
    "compact_before": ("PreCompact", "PreCompress"),
    "compact_after": ("PostCompact", "PostCompaction"),
    "permission_request": ("pre_approval_request",),
    "model_before": ("BeforeModel", "PreModelRequest", "PreInvocation", "pre_llm_call"),
    "model_after": ("AfterModel", "PostInvocation", "post_llm_call"),
    "interrupt": ("TaskCancel", "StopCancelled"),
    "error": ("errorOccurred", "session-error", "on_error", "TaskError", "api_request_error"),
    "shell_before": ("beforeShellExecution", "pre_run_command"),
    "shell_after": ("afterShellExecution", "post_run_command"),
    "mcp_before": ("beforeMCPExecution", "pre_mcp_tool_use"),
    "mcp_after": ("afterMCPExecution", "post_mcp_tool_use"),
    "read_before": ("beforeReadFile", "pre_read_code"),
    "edit_after": ("afterFileEdit", "post_write_code"),
    "response_after": ("afterAgentResponse", "post_cascade_response"),
    "thought_after": ("afterAgentThought",),
    "task_before": ("PreTaskExec",),
    "task_after": ("PostTaskExec",),
    "file_created": ("PostFileCreate",),
    "file_changed": ("PostFileSave",),
    "file_deleted": ("PostFileDelete",),
    "tool_batch_after": ("PostToolBatch",),
    "prompt_expand": ("UserPromptExpansion",),
    "model_switch_before": ("PreModelSwitch",),
    "model_switch_after": ("PostModelSwitch",),
    "config_changed": ("ConfigChange",),
    "skill_shell_before": ("PreSkillShellCommand",),
}  # fmt: skip
"""What clients call a neutral event; case, hyphens and underscores do not matter."""


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


_NAMED: Final = {_bare(name): event for event, names in _CALLED.items() for name in names} | {
    _bare(event): event for event in EVENTS
}

WITHOUT_TOOL: Final = frozenset(
    {"stop", "session_start", "session_end", "prompt_submit", "session_resume", "subagent_stop", "subagent_start",
     "compact_before", "compact_after", "interrupt", "error", "stop_failed", "prompt_expand", "model_switch_before",
     "model_switch_after", "setup", "teammate_idle", "task_created", "task_completed", "config_changed", "elicitation",
     "elicitation_result", "worktree_create", "worktree_remove", "cwd_changed", "directory_added", "message_display"}
)  # fmt: skip
"""Events that are about no tool: a filter for tools filters nothing there."""


ABOUT: Final[dict[str, frozenset[str]]] = {
    "shell_before": frozenset({"bash"}),
    "shell_after": frozenset({"bash"}),
    "read_before": frozenset({"read"}),
    "edit_after": frozenset({"write", "edit", "notebook"}),
}
"""Events that are about certain tools alone, so that a filter adds nothing but its limits."""


def why_idle(event: str, tools: Iterable[str]) -> str | None:
    """Return why a filter for tools has no effect on an event, or keeps the hook from ever running; else None."""
    names = {tool.partition("(")[0] for tool in tools}
    if names and event in WITHOUT_TOOL:
        return f"{event} has no tool to match"
    if names and event in ABOUT and not names & ABOUT[event]:
        return f"{event} is never about {', '.join(sorted(names))}: the hook does not run"
    return None


def event_spellings() -> list[str]:
    """Return every name of a neutral event, in small letters, without hyphens and underscores, which do not matter."""
    return sorted(_NAMED)


def event_named(text: str) -> str:
    """Return the neutral name of an event; one of a single platform (`platform:Name`) or of nobody as it is."""
    bare = text.strip()
    return bare if ":" in bare else _NAMED.get(_bare(bare), bare)
