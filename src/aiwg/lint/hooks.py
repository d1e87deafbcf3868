"""Hooks: scripts that are missing, and filters that filter nothing."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.events import event_named, why_idle
from aiwg.artifact.fields import split_list
from aiwg.artifact.spellings import EVERY, tools_named
from aiwg.findings.model import ERROR, WARNING, Finding, Rule
from aiwg.lint.servers import LONG_TIMEOUT, TIMEOUT_UNIT, check_timeout
from aiwg.lint.target import CheckTarget

MISSING_SCRIPT = Rule(
    "missing-script",
    ERROR,
    "a hook whose script does not exist",
    "The hook fails on every event, and some platforms then stop the agent.",
)
IDLE_MATCH = Rule(
    "idle-match",
    WARNING,
    "a filter for tools on an event that has no tool",
    "The filter has no effect, and some platforms never run such a hook.",
)
RULES = (MISSING_SCRIPT, IDLE_MATCH)

_STARTERS = frozenset({"sh", "bash", "zsh", "python", "python3", "node", "ruby", "perl"})


def check_hook(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is to be said about a hook of hooks.yaml, or those of a behavior."""
    if subject.kind == "hook":
        yield from check_timeout(subject)
        yield from _idle(subject, subject.artifact.fields, subject.line_of("match"))
        yield from _command(subject)
    elif subject.kind == "behavior":
        yield from _of_behavior(subject)


def _idle(subject: CheckTarget, hook: Any, line: int) -> Iterator[Finding]:
    event = str(hook.get("event", ""))
    reason = why_idle(event_named(event), _tools(hook.get("match") or ()))
    if reason:
        column = subject.page.column_of(line, "match")
        yield subject.found(IDLE_MATCH, reason, line, column, hint="remove match")


def _tools(match: Any) -> list[str]:
    """Return the tools that a filter names; none where it stands for all, or where loading refuses it."""
    try:
        found = [tool for name in split_list(match) for tool in tools_named(name)]
    except ArgumentError:
        return []
    return [] if EVERY in found else found


def _command(subject: CheckTarget) -> Iterator[Finding]:
    """Yield the script of the project that a command starts with, when it is not there."""
    command = str(subject.artifact.fields.get("command", ""))
    try:
        words = shlex.split(command)
    except ValueError:
        return
    if words and words[0].rpartition("/")[2] in _STARTERS:
        words = words[1:]
    script = words[0] if words else ""
    plain = not script.startswith(("/", "~", "$", "-")) and not set(script) & set("$*`;|&<>{}")
    if not plain or "/" not in script or script.startswith("../"):
        return
    folder = str(subject.artifact.fields.get("cwd", ""))
    if not subject.around.exists(f"{folder}/{script}" if folder else script):
        line = subject.line_of("command")
        message = f"the script {script} is not in the project"
        column = subject.page.column_of(line, script)
        hint = "write it, or fix the path"
        yield subject.found(MISSING_SCRIPT, message, line, column, hint=hint, level=WARNING)


def _of_behavior(subject: CheckTarget) -> Iterator[Finding]:
    raw = subject.artifact.fields.get("hooks") or []
    if isinstance(raw, dict):
        raw = [
            {"event": event, **(value if isinstance(value, dict) else {"script": value})}
            for event, value in raw.items()
        ]
    assets = {asset.path for asset in subject.artifact.assets}
    for hook in raw if isinstance(raw, list) else ():
        if not isinstance(hook, dict):
            continue
        script = hook.get("script")
        if isinstance(script, str) and script not in assets:
            hint = f"write {subject.page.folder}/{script}, or fix the path"
            message = f"the script {script} is not in the behavior's folder"
            yield subject.value_of(MISSING_SCRIPT, message, "hooks", script, hint=hint)
        timeout = hook.get("timeout")
        if isinstance(timeout, int | float) and timeout >= LONG_TIMEOUT:
            message = f"the timeout is {timeout:,} seconds"
            yield subject.value_of(
                TIMEOUT_UNIT, message, "hooks", f"{timeout}", hint=f"if you mean milliseconds: {timeout / 1000:g}"
            )
        yield from _idle(subject, hook, _line_with(subject, "match"))


def _line_with(subject: CheckTarget, text: str) -> int:
    return next((number for number, line in subject.page.front if text in line), subject.line_of("hooks"))
