"""Hooks that are no commands: what a source may say, who gets them, and that nothing of them runs without consent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.adapter.discover import discover
from aiwg.artifact.events import event_named
from aiwg.artifact.fields import EVENTS
from aiwg.artifact.hook_types import NEEDS
from aiwg.cli.app import run

FIELDS: dict[str, dict[str, Any]] = {
    "command": {"command": "touch hook-mark"},
    "prompt": {"prompt": "Is it done?\nSay why.", "model": "fast"},
    "agent": {"prompt": "Verify that it is done."},
    "http": {"url": "http://127.0.0.1:9/hook", "headers": {"Authorization": "Bearer ${HOOK_TOKEN}"}},
    "mcp_tool": {"server": "wiki", "tool": "note", "input": {"path": "${tool_input.file_path}"}},
}
CLAUDE = {
    "command": {"type": "command", "command": "touch hook-mark"},
    "prompt": {"type": "prompt", "prompt": "Is it done?\nSay why.", "model": "haiku"},
    "agent": {"type": "agent", "prompt": "Verify that it is done."},
    "http": {
        "type": "http", "url": "http://127.0.0.1:9/hook", "headers": {"Authorization": "Bearer ${HOOK_TOKEN}"},
        "allowedEnvVars": ["HOOK_TOKEN"],
    },
    "mcp_tool": {"type": "mcp_tool", "server": "wiki", "tool": "note", "input": {"path": "${tool_input.file_path}"}},
}  # fmt: skip
"""What Claude Code 2.1.332 takes for each type, by the schema in its program; each was seen at work."""

EVENTS_OF_CLAUDE = [
    "PreToolUse", "PostToolUse", "PostToolUseFailure", "PostToolBatch", "Notification", "UserPromptSubmit",
    "UserPromptExpansion", "SessionStart", "SessionEnd", "Stop", "StopFailure", "SubagentStart", "SubagentStop",
    "PreCompact", "PostCompact", "PreModelSwitch", "PostModelSwitch", "PermissionRequest", "PermissionDenied",
    "Setup", "TeammateIdle", "TaskCreated", "TaskCompleted", "Elicitation", "ElicitationResult", "ConfigChange",
    "WorktreeCreate", "WorktreeRemove", "InstructionsLoaded", "CwdChanged", "FileChanged", "DirectoryAdded",
    "MessageDisplay", "PreSkillShellCommand",
]  # fmt: skip
"""The list of events in the program of Claude Code 2.1.332."""

WITH_HOOKS = [
    id for id in discover().ids() if "hooks" in discover().get(id).cells and discover().get(id).cells["hooks"].writes
]


def write_hooks(folder: Path, *hooks: dict[str, Any]) -> Path:
    """Write a source with these hooks."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hooks.yaml").write_text(yaml.safe_dump({"hooks": list(hooks)}), encoding="utf-8")
    return folder


def hook(type: str, **more: Any) -> dict[str, Any]:
    """Return a hook of a type."""
    return {"id": "mine", "event": "stop", "type": type, **FIELDS[type], **more}


def deployed(tmp_path: Path, capsys: pytest.CaptureFixture[str], id: str, source: Path) -> dict[str, Any]:
    """Return what a deploy says."""
    capsys.readouterr()
    run(["deploy", "-p", id, "--source", str(source), "--project", str(tmp_path / "project"), "--json"])
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


@pytest.fixture(autouse=True)
def _project(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()


def test_every_event_of_claude_has_a_neutral_name() -> None:
    """All 34 events are reached by a neutral name, and a person may type Claude Code's own."""
    cell = discover().named("claude").cells["hooks"]
    assert set(cell.get("events").values()) == set(EVENTS_OF_CLAUDE)
    assert len(EVENTS_OF_CLAUDE) == 34
    assert {cell.get("events")[event_named(name)] for name in EVENTS_OF_CLAUDE} == set(EVENTS_OF_CLAUDE)
    assert set(cell.get("events")) <= EVENTS


@pytest.mark.parametrize("type", NEEDS)
def test_a_hook_is_written_in_the_clients_form(type: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Claude Code gets each type with the keys that its schema asks for."""
    deployed(tmp_path, capsys, "claude", write_hooks(tmp_path / "source", hook(type)))
    settings = json.loads((tmp_path / "project/.claude/settings.json").read_text())
    assert settings["hooks"]["Stop"] == [{"hooks": [CLAUDE[type]]}]


@pytest.mark.parametrize("id", WITH_HOOKS)
@pytest.mark.parametrize("type", [type for type in NEEDS if type != "command"])
def test_a_type_that_a_platform_lacks_is_a_loss(
    id: str, type: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A platform gets a type that its adapter names; else nothing of it is written, and the deploy says so."""
    takes = type in discover().get(id).cells["hooks"].get("types", ("command",))
    said = deployed(tmp_path, capsys, id, write_hooks(tmp_path / "source", hook(type, event="stop")))
    levels = {each["level"] for each in said["fidelity"] if each["artifact"] == "hook/mine"}
    assert levels == ({"translated"} if takes else {"unsupported"})
    written = "".join(path.read_text() for path in (tmp_path / "project").rglob("*.json") if ".aiwg" not in path.parts)
    assert (next(iter(FIELDS[type].values()))[:11] in written) == takes


@pytest.mark.parametrize("type", NEEDS)
def test_nothing_of_a_hook_runs_without_consent(type: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A hook of a project's own source waits, whatever its type: each runs something or sends data."""
    write_hooks(tmp_path / "project/.aiwg", hook(type))
    run(["deploy", "-p", "claude", "--project", str(tmp_path / "project"), "--json"])
    settings = (tmp_path / "project/.claude/settings.json").read_text()  # hooks of the bundled source need no consent
    assert not any(json.dumps(value)[1:12] in settings for value in FIELDS[type].values())
    capsys.readouterr()
    run(["trust", "--project", str(tmp_path / "project")])  # shows all of it, and allows nothing without a person
    said = capsys.readouterr()
    shown = " ".join((said.out + said.err).split())
    for value in FIELDS[type].values():
        for text in value.values() if isinstance(value, dict) else [value]:
            assert " ".join(str(text).replace("\n", "\\n").split()) in shown


WRONG = [
    ({"type": "webhook", "url": "http://127.0.0.1:9"}, "webhook"),
    *(({"type": type, **{name: "x" for name in needs if name != lacking}}, lacking) for type, needs in NEEDS.items()
      for lacking in needs),
    ({"type": "http", "url": "http://127.0.0.1:9", "command": "true"}, "command"),
    ({"type": "prompt", "prompt": "x", "script": "run.sh"}, "script"),
    ({"command": "true", "url": "http://127.0.0.1:9"}, "url"),
    ({"type": "command"}, "command"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "named"), WRONG)
def test_a_hook_that_no_type_fits_is_refused(
    fields: dict[str, Any], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown type, a missing field or one of another type stops the hook, by name, and nothing is written."""
    source = write_hooks(tmp_path / "source", {"id": "mine", "event": "stop", **fields})
    code = run(["deploy", "-p", "claude", "--source", str(source), "--project", str(tmp_path / "project")])
    assert code != 0
    assert named in capsys.readouterr().err
    assert not (tmp_path / "project/.claude/settings.json").exists()


SKILL_KEYS = {
    "harmless": ("name", "description", "model", "argument-hint", "arguments", "effort", "version", "when_to_use"),
    "held": ("allowed-tools", "shell", "hooks", "context", "agent"),
    "restricts": ("disable-model-invocation", "user-invocable", "paths"),
}
VALUES: dict[str, Any] = {
    "name": "mine", "description": "Use when tested.",
    "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "true"}]}]},
    "disable-model-invocation": True, "user-invocable": False, "paths": ["src/**"], "allowed-tools": "Bash(*)",
    "context": "fork",
}  # fmt: skip


@pytest.mark.parametrize(("key", "group"), [(key, group) for group, keys in SKILL_KEYS.items() for key in keys])
def test_every_key_of_a_skill_has_a_class(key: str, group: str, tmp_path: Path) -> None:
    """Of the 16 keys that Claude Code 2.1.332 knows in a skill, those that run or grant wait for consent, no other."""
    front = {"name": "mine", "description": "Use when tested.", key: VALUES.get(key, "text")}
    folder = tmp_path / "project/.aiwg/skills/mine"
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(f"---\n{yaml.safe_dump(front)}---\nDo it.\n", encoding="utf-8")
    run(["deploy", "-p", "claude", "--project", str(tmp_path / "project"), "-q"])
    text = next((tmp_path / "project").glob(".*/skills/mine/SKILL.md"), None)
    written = (tmp_path / "project/.claude/skills/mine/SKILL.md").read_text() if text else ""
    assert (f"\n{key}:" in f"\n{written}") == (group != "held")
