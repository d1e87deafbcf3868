"""The runner, deployed and run as a platform runs it, on what each platform tells its hooks."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.adapter.discover import discover
from tests.conftest import PLATFORM_IDS, Deployer, Writer
from tests.render.conftest import HEAD, Deploy, load

SAMPLES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "hook_samples.yaml").read_text())
SCRIPT = """\
#!/bin/sh
cat > "$LOG"
echo said
echo refused >&2
exit "$CODE"
"""


def behavior(event: str, match: str = "") -> dict[str, str]:
    """Return the files of a behavior with one hook."""
    hook = {"event": event, "script": "go.sh", **({"match": [match]} if match else {})}
    front = yaml.safe_dump({"name": "check", "description": "d", "hooks": [hook]})
    return {"behaviors/check/BEHAVIOR.md": f"---\n{front}---\nb\n", "behaviors/check/go.sh": SCRIPT}


def run_hook(command: str, payload: Any, code: int, log: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook's command as a platform does, with the payload on standard input."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    env = {**os.environ, "CODE": str(code), "LOG": str(log)}
    return subprocess.run(command, shell=True, input=text, capture_output=True, text=True, cwd=cwd, env=env)


def is_described(id: str) -> bool:
    """Say whether the bundled adapter of a platform says what its hooks are told."""
    cell = discover().get(id).cells.get("hooks") if id in PLATFORM_IDS else None
    return cell is not None and bool(cell.writes) and "payload" in cell.settings


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample['platform']}-{sample['event']}")
def test_each_platform_tells_and_hears(
    sample: dict[str, Any], deployer: Deployer, write: Writer, home: Path, tmp_path: Path
) -> None:
    """What a platform tells its hooks arrives in our form, and a hook that blocks is heard in the platform's own."""
    id, scope = sample["platform"], sample.get("scope", "project")
    if not is_described(id):
        dialect = {"tools": {}, **sample["dialect"]}
        cell = {"reads": [".probe/h.json#hooks"], "events": {sample["event"]: sample["native"]}, **dialect}
        adapter = {"skills": [".probe/skills/{id}/"], "hooks": cell}
        id = "probe"
        write("home/.config/aiwg/platforms/probe/platform.yaml", HEAD.format(id=id) + yaml.safe_dump(adapter))
    for path, text in behavior(sample["event"]).items():
        write(f"source/{path}", text)
    (tmp_path / "source/behaviors/check/go.sh").chmod(0o755)
    deployer.deploy(id, source=tmp_path / "source", scope=scope)
    root = home if scope == "user" else deployer.project
    command, log = f"{shlex.quote(str(root / '.agents/aiwg/hook.py'))} {id} check", tmp_path / "log"

    passed = run_hook(command, sample["payload"], 0, log, tmp_path)
    assert passed.returncode == 0
    assert (
        passed.stdout == "said\n"
        if sample.get("hears")
        else json.loads(passed.stdout or "{}") == sample.get("passed", {})
    )
    told = json.loads(log.read_text())
    wanted = {"event": sample["event"], "project": str(root), "native": sample["payload"], **sample["told"]}
    assert {key: told.get(key) for key in wanted} == wanted

    blocked = run_hook(command, sample["payload"], 2, log, tmp_path)
    assert blocked.returncode == sample["blocked"].get("code", 0)
    if "out" in sample["blocked"]:
        assert json.loads(blocked.stdout) == sample["blocked"]["out"]
    else:
        assert (blocked.stdout, blocked.stderr) == ("", "refused\n")


DIALECT = """\
tools: {bash: [Run, Shell], edit: Patch, mcp: "mcp__{server}__{tool}"}
skills: ['.probe/skills/{id}/']
hooks:
  reads: ['.probe/h.json#hooks']
  events: {tool_before: PreToolUse, tool_after: PostToolUse, session_start: Start, stop: Stop}
  payload: {}
  block: {tool_before: 2}
  context: {session_start: {additional: "{text}"}}
"""


@pytest.mark.parametrize(
    ("match", "tool", "input", "runs"),
    [
        ("bash", "Run", {"command": "ls"}, True),
        ("bash", "Shell", {"command": "ls"}, True),
        ("bash", "Patch", {}, False),
        ("bash(git *)", "Run", {"command": "git push"}, True),
        ("bash(git *)", "Run", {"command": "git"}, True),
        ("bash(git *)", "Run", {"command": "gitk"}, False),
        ("edit(src/**)", "Patch", {"file_path": "{project}/src/a/b.py"}, True),
        ("edit(src/**)", "Patch", {"file_path": "{project}/docs/b.md"}, False),
        ("edit(**/.env)", "Patch", {"path": ".env"}, True),
        ("mcp(git/*)", "mcp__git__push", {}, True),
        ("mcp(git/push)", "mcp__git__pull", {}, False),
    ],
)
def test_the_runner_looks_at_the_tool(
    deploy_to: Deploy, project: Path, tmp_path: Path, match: str, tool: str, input: dict[str, str], runs: bool
) -> None:
    """A hook runs for the tools and arguments that it asks for, also where the platform cannot tell them apart."""
    deploy_to(DIALECT, behavior("tool_before", match))
    given = {key: value.replace("{project}", str(project)) for key, value in input.items()}
    done = run_hook(
        ".agents/aiwg/hook.py probe check", {"tool_name": tool, "tool_input": given}, 0, tmp_path / "log", project
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "log").exists() == runs


def test_a_hook_that_fails_blocks_nothing(deploy_to: Deploy, project: Path, tmp_path: Path) -> None:
    """Another exit code than 2 is an error of the hook: it is said, and the platform goes on."""
    deploy_to(DIALECT, behavior("tool_before"))
    done = run_hook(".agents/aiwg/hook.py probe check", {"tool_name": "Run"}, 7, tmp_path / "log", project)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "refused\n")


def test_what_is_no_json_is_no_obstacle(deploy_to: Deploy, project: Path, tmp_path: Path) -> None:
    """A platform that says nothing, or something else than JSON, still gets its hooks run."""
    deploy_to(DIALECT, behavior("tool_before", "bash"))
    for text in ("", "not json", "[1]", '"x"'):
        assert run_hook(".agents/aiwg/hook.py probe check", text, 2, tmp_path / "log", project).returncode == 2


def test_where_nothing_can_be_blocked_the_reason_is_said(deploy_to: Deploy, project: Path, tmp_path: Path) -> None:
    """A hook that blocks what cannot be blocked there does no harm, its reason is printed, and the report said so."""
    deployment = deploy_to(DIALECT, behavior("stop"))
    done = run_hook(".agents/aiwg/hook.py probe check", {}, 2, tmp_path / "log", project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "refused\n")
    (arrival,) = deployment.deliveries
    assert arrival.level == "degraded"
    assert [loss.field for loss in arrival.losses] == ["block"]


def test_what_a_hook_prints_reaches_the_agent(deploy_to: Deploy, project: Path, tmp_path: Path) -> None:
    """Where the platform takes text from a hook, what the hook prints is handed over in its form."""
    deploy_to(DIALECT, behavior("session_start"))
    done = run_hook(".agents/aiwg/hook.py probe check", {}, 0, tmp_path / "log", project)
    assert json.loads(done.stdout) == {"additional": "said"}


def test_a_command_may_ask_for_our_form(deploy_to: Deploy, project: Path, tmp_path: Path) -> None:
    """A plain command gets the platform's own words, unless it says `contract: aiwg`; then env and cwd hold too."""
    (project / "sub").mkdir()
    deploy_to(
        DIALECT,
        {
            "hooks.yaml": "hooks:\n- {id: raw, event: stop, command: ./raw.sh}\n"
            "- {id: ours, event: stop, command: 'cat > told; pwd > where; echo $A >> where', contract: aiwg,"
            " env: {A: b}, cwd: sub}\n"
        },
    )
    commands = [group["hooks"][0]["command"] for group in load(project / ".probe/h.json")["hooks"]["Stop"]]
    assert commands == [".agents/aiwg/hook.py probe ours", "./raw.sh"]
    run_hook(commands[0], {"session_id": "s"}, 0, tmp_path / "log", project)
    assert json.loads((project / "sub/told").read_text())["session"] == "s"
    assert (project / "sub/where").read_text() == f"{project}/sub\nb\n"


def test_hooks_of_one_event_share_an_executable(deploy_to: Deploy, project: Path, tmp_path: Path) -> None:
    """The executable of an event runs each of its hooks, adds up their answers and stops at the first that blocks."""
    hooks = [
        {"id": "a", "event": "tool_before", "command": """echo '{"context": "x"}'"""},
        {"id": "b", "event": "tool_before", "match": ["bash"], "command": "cat > seen"},
    ]
    deploy_to(
        "skills: ['.probe/skills/{id}/']\ntools: {bash: run}\nhooks:\n  reads: ['.probe/hooks/{event}']\n"
        "  shape: script\n  match: none\n  events: {tool_before: PreToolUse}\n  payload: {tool: toolName}\n"
        "  block: {tool_before: {cancel: true, errorMessage: '{text}'}}\n  pass: {tool_before: {cancel: false}}\n",
        {"hooks.yaml": yaml.safe_dump({"hooks": hooks}), **behavior("tool_before")},
    )
    script = str(project / ".probe/hooks/PreToolUse")
    done = run_hook(script, {"toolName": "other"}, 0, tmp_path / "log", project)
    assert json.loads(done.stdout) == {"cancel": False, "context": "x"}
    assert not (project / "seen").exists()
    done = run_hook(script, {"toolName": "run"}, 2, tmp_path / "log", project)
    assert json.loads(done.stdout) == {"cancel": True, "errorMessage": "refused"}
    assert json.loads((project / "seen").read_text()) == {"toolName": "run"}
