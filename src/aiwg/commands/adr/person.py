"""Who decides: people accept, reject and sign; agents draft and check."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from aiwg.core.errors import Exit, UserError

AGENT_VARIABLES = (
    "AI_AGENT",
    "ANTIGRAVITY_AGENT",
    "AUGMENT_AGENT",
    "CLAUDECODE",
    "CLINE_ACTIVE",
    "CODEX_CI",
    "CODEX_SANDBOX",
    "CODEX_SANDBOX_NETWORK_DISABLED",
    "CODEX_THREAD_ID",
    "COPILOT_CLI",
    "CURSOR_AGENT",
    "GEMINI_CLI",
    "OPENCODE",
)
"""What coding agents set in the shells that they run commands in. An agent that sets none of them is not noticed."""


def require_person(what: str) -> None:
    """Refuse what only a person may do when an agent runs the command.

    Raises UserError (refused).
    """
    name = next((each for each in AGENT_VARIABLES if os.environ.get(each, "0") not in ("", "0", "false")), None)
    if name is not None:
        raise UserError(
            f"only a person can {what}, and an agent runs this shell ({name} is set).",
            exit=Exit.REFUSED,
            hint="Prepare the record, run aiwg adr check, and ask a person to run this command in a terminal.",
        )


def git_name(project: Path) -> str:
    """Return the name that git knows, or nothing."""
    try:
        told = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607  the git that people use
            cwd=project,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    name = " ".join(told.stdout.split())
    return name if told.returncode == 0 and name.isprintable() else ""
