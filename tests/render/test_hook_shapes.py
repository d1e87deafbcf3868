"""Each shape in which platforms keep hooks; what is expected was written by hand from the vendors' documentation."""

from __future__ import annotations

import json
import os
import shlex
import tomllib
from pathlib import Path

from tests.conftest import Deployer, Writer
from tests.render.conftest import HEAD, Deploy, load, losses

GUARD = "hooks: [{id: guard, event: tool_before, match: [bash], command: ./guard.sh, timeout: 5}]\n"
TOOLS = 'tools: {bash: run_shell_command, edit: replace, write: write_file, mcp: "mcp_{server}_{tool}"}\n'


def test_grouped_with_milliseconds(deploy_to: Deploy, project: Path) -> None:
    """Groups with a matcher and handlers inside, times in milliseconds.

    https://geminicli.com/docs/hooks/reference: an array of {matcher, hooks: [{type, command, name, timeout}]}.
    """
    deploy_to(
        TOOLS + "hooks:\n  reads: [.probe/settings.json#hooks]\n"
        "  fields: [type: {const: command}, command, name: id, timeout: {unit: ms}]\n"
        "  events: {tool_before: BeforeTool}\n",
        {"hooks.yaml": GUARD},
    )
    handler = {"type": "command", "command": "./guard.sh", "name": "guard", "timeout": 5000}
    assert load(project / ".probe/settings.json") == {
        "hooks": {"BeforeTool": [{"matcher": "run_shell_command", "hooks": [handler]}]}
    }


def test_flat_with_an_event_per_class_of_tools(deploy_to: Deploy, project: Path) -> None:
    """The event says which tools it is about, so one hook becomes several; without a match it becomes all of them.

    https://docs.windsurf.com/windsurf/cascade/hooks: {"hooks": {"pre_run_command": [{"command": ...}], ...}}.
    """
    deployment = deploy_to(
        "hooks:\n  reads: [.probe/hooks.json#hooks]\n  shape: flat\n  match: none\n  fields: [command]\n"
        "  events:\n    tool_before: {read: pre_read_code, write: pre_write_code, edit: pre_write_code,"
        " bash: pre_run_command}\n",
        {
            "hooks.yaml": "hooks:\n- {id: some, event: tool_before, match: [bash, edit, write, grep], command: ./a}\n"
            "- {id: any, event: tool_before, command: ./b}\n"
        },
    )
    assert load(project / ".probe/hooks.json")["hooks"] == {
        "pre_read_code": [{"command": "./b"}],
        "pre_write_code": [{"command": "./b"}, {"command": "./a"}],
        "pre_run_command": [{"command": "./b"}, {"command": "./a"}],
    }
    assert losses(deployment) == {("hook/some", "match", False)}


def test_a_list_of_tables_with_the_event_as_a_field(deploy_to: Deploy, project: Path) -> None:
    """One list for all events, and a tool name is compared exactly: one entry per tool, each with its own name.

    Mistral Vibe's hooks.toml: [[hooks]] name, type, match, command, timeout.
    """
    deploy_to(
        "tools: {bash: bash, edit: search_replace}\nhooks:\n  reads: [.probe/hooks.toml#hooks]\n  shape: list\n"
        "  match: exact\n  fields: [name: id, type: event, match, command, timeout]\n"
        "  events: {tool_before: before_tool}\n",
        {"hooks.yaml": "hooks: [{id: guard, event: tool_before, match: [bash, edit], command: ./g}]\n"},
    )
    entry = {"type": "before_tool", "command": "./g"}
    assert tomllib.loads((project / ".probe/hooks.toml").read_text())["hooks"] == [
        {"name": "guard", "match": "bash", **entry},
        {"name": "guard-2", "match": "search_replace", **entry},
    ]


def test_a_file_per_hook_that_holds_a_list(deploy_to: Deploy, project: Path) -> None:
    """A hook in a file of its own, as the one member of a list, beside the version that the file needs.

    https://kiro.dev/docs/hooks: version "v1", hooks: [{name, trigger, matcher, action: {type, command}, timeout}].
    """
    deploy_to(
        "tools: {bash: shell}\nhooks:\n  reads: ['.probe/hooks/{id}.json#hooks']\n  ensure: {'#version': v1}\n"
        "  shape: list\n  fields: [name: id, trigger: event, matcher: match, action.type: {const: command},"
        " action.command: command, timeout]\n  events: {tool_before: PreToolUse}\n",
        {"hooks.yaml": GUARD},
    )
    action = {"type": "command", "command": "./guard.sh"}
    assert load(project / ".probe/hooks/guard.json") == {
        "version": "v1",
        "hooks": [{"name": "guard", "trigger": "PreToolUse", "matcher": "shell", "action": action, "timeout": 5}],
    }


def test_a_plugin_per_hook(deploy_to: Deploy, project: Path) -> None:
    """A hook that is a plugin gets the manifest beside it.

    https://goose-docs.ai/docs/guides/context-engineering/hooks: <plugin>/plugin.json and <plugin>/hooks/hooks.json.
    """
    deploy_to(
        "tools: {bash: developer__shell}\nhooks:\n  reads: ['.agents/plugins/{id}/hooks/hooks.json#hooks']\n"
        "  also: [{path: plugin.json, fields: [name: id, version: {const: 0.1.0}, description]}]\n"
        "  match: search\n  events: {tool_before: PreToolUse}\n",
        {"hooks.yaml": GUARD.replace("timeout: 5", "description: Guards")},
    )
    plugin = project / ".agents/plugins/guard"
    assert load(plugin / "plugin.json") == {"name": "guard", "version": "0.1.0", "description": "Guards"}
    (group,) = load(plugin / "hooks/hooks.json")["hooks"]["PreToolUse"]
    assert group == {"matcher": "^(?:developer__shell)$", "hooks": [{"type": "command", "command": "./guard.sh"}]}


def test_a_shape_per_event(deploy_to: Deploy, project: Path) -> None:
    """Where only tool events hold groups, the others hold handlers alone.

    Antigravity's hooks.json: {"<name>": {"PreToolUse": [{matcher, hooks}], "Stop": [{type, command}]}}.
    """
    deploy_to(
        "tools: {bash: run_command}\nhooks:\n  reads: ['.probe/hooks.json#aiwg']\n"
        "  shape: {tool_before: grouped, other: flat}\n  events: {tool_before: PreToolUse, stop: Stop}\n",
        {"hooks.yaml": GUARD.rstrip("]\n") + ", {id: end, event: stop, command: ./end}]\n"},
    )
    assert load(project / ".probe/hooks.json")["aiwg"] == {
        "PreToolUse": [
            {"matcher": "run_command", "hooks": [{"type": "command", "command": "./guard.sh", "timeout": 5}]}
        ],
        "Stop": [{"type": "command", "command": "./end"}],
    }


def test_the_users_hooks_stay(deploy_to: Deploy, project: Path) -> None:
    """Hooks of ours stand beside the user's own for the same event."""
    mine = {"matcher": "x", "hooks": [{"type": "command", "command": "mine"}]}
    (project / ".probe").mkdir()
    (project / ".probe/settings.json").write_text(json.dumps({"hooks": {"PreToolUse": [mine]}}))
    deploy_to(
        TOOLS + "hooks: {reads: ['.probe/settings.json#hooks'], events: {tool_before: PreToolUse}}\n",
        {"hooks.yaml": GUARD},
    )
    first, second = load(project / ".probe/settings.json")["hooks"]["PreToolUse"]
    assert first == mine
    assert second["hooks"][0]["command"] == "./guard.sh"


def test_a_hook_for_unnamed_tools_does_not_run_for_all(deploy_to: Deploy, project: Path) -> None:
    """A hook for a tool that the platform has no name for is not deployed: without a matcher it would run for any."""
    deployment = deploy_to(
        "tools: {bash: sh}\nhooks: {reads: ['.probe/settings.json#hooks'], events: {tool_before: PreToolUse}}\n",
        {"hooks.yaml": "hooks: [{id: guard, event: tool_before, match: [notebook], command: ./g}]\n"},
    )
    (arrival,) = deployment.deliveries
    assert (arrival.level, arrival.notes) == ("unsupported", ("its hooks have no name for notebook",))


def test_a_timeout_is_lowered_to_what_fits(deploy_to: Deploy, project: Path) -> None:
    """A timeout beyond the platform's maximum is lowered, which is a loss (Hermes takes at most 300 seconds)."""
    deployment = deploy_to(
        "hooks:\n  reads: [.probe/config.yaml#hooks]\n  shape: flat\n"
        "  fields: [command, timeout: {unit: s, max: 300}]\n  events: {stop: on_session_end}\n",
        {"hooks.yaml": "hooks: [{id: long, event: stop, command: ./x, timeout: 900}]\n"},
    )
    assert load(project / ".probe/config.yaml")["hooks"]["on_session_end"] == [{"command": "./x", "timeout": 300}]
    assert losses(deployment) == {("hook/long", "timeout", False)}


CLINE = (
    "tools: {bash: run_commands}\nhooks:\n  reads: ['.probe/hooks/{event}']\n  shape: script\n  match: none\n"
    "  events: {tool_before: PreToolUse, stop: TaskComplete}\n  payload: {tool: preToolUse.toolName}\n"
)


def test_one_executable_per_event(deploy_to: Deploy, project: Path) -> None:
    """Several hooks of one event share its executable, which names them in the order of their ids.

    https://docs.cline.bot/customization/hooks: an executable without extension, named after the event.
    """
    deployment = deploy_to(
        CLINE,
        {
            "hooks.yaml": "hooks:\n- {id: second, event: tool_before, match: [bash], command: ./s, timeout: 3}\n"
            "- {id: first, event: tool_before, command: ./f}\n- {id: end, event: stop, command: ./e}\n"
        },
    )
    script = project / ".probe/hooks/PreToolUse"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == (
        'exec "$(dirname "$0")/../../.agents/aiwg/hook.py" probe first second'
    )
    assert (project / ".probe/hooks/TaskComplete").read_text().endswith(" probe end\n")
    assert load(project / ".agents/aiwg/probe.json")["hooks"]["second"] == {
        "event": "tool_before", "command": "./s", "contract": "native", "match": ["bash"], "timeout": 3,
    }  # fmt: skip
    assert losses(deployment) == set()


BEHAVIOR = {
    "behaviors/check/BEHAVIOR.md": "---\nname: check\ndescription: d\nhooks: [{event: stop, script: go.sh}]\n---\nb\n",
    "behaviors/check/go.sh": "#!/bin/sh\n",
}


def test_a_script_is_run_by_the_runner(deploy_to: Deploy, project: Path) -> None:
    """A behavior's script goes through the runner; what the platform does not say about it is a loss."""
    deployment = deploy_to(
        "skills: ['.probe/skills/{id}/']\n"
        "hooks: {reads: ['.probe/h.json#hooks'], root: $PROBE_DIR, events: {stop: Stop}}\n",
        BEHAVIOR,
    )
    (group,) = load(project / ".probe/h.json")["hooks"]["Stop"]
    assert group["hooks"][0]["command"] == '"$PROBE_DIR"/.agents/aiwg/hook.py probe check'
    assert load(project / ".agents/aiwg/probe.json") == {
        "scope": "project",
        "hooks": {"check": {"event": "stop", "script": ".probe/skills/check/go.sh"}},
    }
    assert losses(deployment) == {("behavior/check", "payload", False), ("behavior/check", "block", False)}
    assert {arrival.level for arrival in deployment.deliveries} == {"degraded"}


def test_a_home_folder_without_a_shell(deployer: Deployer, write: Writer, home: Path, tmp_path: Path) -> None:
    """Where no shell reads the command, the home folder is written as the platform itself understands it.

    Hermes expands a ~ at the start of a command and splits the rest: agent/shell_hooks.py.
    """
    adapter = HEAD.format(id="probe") + (
        "skills: ['~/.probe/skills/{id}/']\n"
        "hooks: {reads: ['~/.probe/h.json#hooks'], home: '~', shape: flat, fields: [command], events: {stop: Stop}}\n"
    )
    write("home/.config/aiwg/platforms/probe/platform.yaml", adapter)
    for path, text in BEHAVIOR.items():
        write(f"source/{path}", text)
    deployer.deploy("probe", source=tmp_path / "source", scope="user")
    assert load(home / ".probe/h.json")["hooks"]["Stop"] == [{"command": "~/.agents/aiwg/hook.py probe check"}]
    assert load(home / ".agents/aiwg/probe.json")["hooks"]["check"]["script"] == ".probe/skills/check/go.sh"


def test_a_command_without_a_shell(deploy_to: Deploy, project: Path) -> None:
    """Where commands are started without a shell, one that needs it gets one, split as the shell would; others stay."""
    command = "test -n \"$CI\" || echo 'not here' >> log.txt"
    deploy_to(
        "hooks:\n  reads: [.probe/hooks.json#hooks]\n  shape: flat\n  shell: false\n  fields: [command]\n"
        "  events: {stop: Stop}\n",
        {
            "hooks.yaml": "hooks:\n  - {id: plain, event: stop, command: ./check.sh --all}\n"
            f"  - {{id: piped, event: stop, command: {json.dumps(command)}}}\n"
        },
    )
    commands = {handler["command"] for handler in load(project / ".probe/hooks.json")["hooks"]["Stop"]}
    assert {tuple(shlex.split(each)) for each in commands} == {("./check.sh", "--all"), ("sh", "-c", command)}
