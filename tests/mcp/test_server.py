"""The server over its transports, asked by the client of the SDK: what it offers, what it does, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client.stdio import stdio_client

from aiwg.cli.app import COMMANDS
from aiwg.commands.mcp.serve import make_server
from aiwg.commands.mcp.tools import TOOLS
from mcp import Client, StdioServerParameters
from tests.amount import times

from .project import HELD, HIDDEN, SECRET, make_project

AUDITED = Path(__file__).parent / "audited.py"
ROOT = Path(__file__).parent.parent.parent
HOSTILE = (
    "../outside/secret.md", "/etc/passwd", "--fix", "-p", "$(touch pwned)", "a\0b", "x" * 100_000, "\u202eabc", "",
    "out/secret.md", "file:///etc/passwd", "1; touch pwned",
)  # fmt: skip
FITTING = {"artifact": "plain", "platform": "claude", "path": "AGENTS.md", "title": "Use one queue", "words": "plain"}
ACTS = ("trust", "sign", "accept", "deploy", "sync", "remove", "undo", "import", "init", "new", "write", "fix", "run")


def hostile_calls() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield for each tool one call that fits, then calls with one hostile value each, for each argument.

    An argument gets two of the hostile texts, in turns; all of them in a thorough run.
    """
    turn, count = 0, min(times(2), len(HOSTILE))
    for tool in TOOLS:
        fitting = {name: FITTING[name] for name in tool.required}
        yield tool.name, fitting
        if "artifact" in tool.required:
            yield from ((tool.name, {"artifact": key}) for key in ("runs", "hidden", "hook/go"))
        for name, schema in tool.input_schema["properties"].items():
            texts = [HOSTILE[(turn + number) % len(HOSTILE)] for number in range(count)]
            turn += count
            values: list[Any] = [*texts]
            if schema["type"] == "array":
                values = [[value] for value in texts]
            elif schema["type"] == "integer":
                values = [-1, 10**30, 2.0, 1e30, 2.5, "7", True]
            elif schema["type"] == "boolean":
                values = ["yes", 1]
            for value in [*values, None]:
                yield tool.name, {**fitting, name: value}
        yield tool.name, {**fitting, "project": "/etc", "fix": True, "--fix": True}


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return everything below a folder with its mode, its modification time, and its bytes or its target."""
    found = {}
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        data = os.readlink(path).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (info.st_mode, info.st_mtime_ns, data)
    return found


def parameters(project: Path, log: Path) -> StdioServerParameters:
    """Return how the watched server is started, in the home folder of the test."""
    variables = {"HOME": os.environ["HOME"], "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    arguments = ["-B", "-X", "utf8", str(AUDITED), str(log), str(project)]
    return StdioServerParameters(command=sys.executable, args=arguments, env=variables)


def test_no_call_writes_or_starts_anything(tmp_path: Path) -> None:
    """Called with hostile arguments, no tool writes a file, starts a program, reaches a network, or fails otherwise.

    Nothing changes below the project and the home folder, and what is held back or outside is in no answer.
    """
    project, log = make_project(tmp_path), tmp_path / "log"
    before = snapshot(tmp_path)
    texts: dict[str, list[str]] = {tool.name: [] for tool in TOOLS}

    async def ask() -> None:
        async with Client(stdio_client(parameters(project, log))) as client:
            listed = (await client.list_tools()).tools
            assert [tool.name for tool in listed] == [tool.name for tool in TOOLS]
            for name, arguments in hostile_calls():
                result = await client.call_tool(name, arguments)
                texts[name].append(result.model_dump_json())

    anyio.run(ask)
    assert log.read_text(encoding="utf-8") == ""
    log.unlink()
    assert snapshot(tmp_path) == before
    assert min(len(each) for each in texts.values()) >= 10
    for name, answers in texts.items():
        assert any('"is_error":false' in each for each in answers), name
        for text in answers:
            assert not [word for word in (HELD, HIDDEN, SECRET, "root:x:0", "aiwg failed") if word in text], name


def test_the_watch_sees_what_it_is_to_see(tmp_path: Path) -> None:
    """The audit hook of the test above logs a write, a folder and a program: the test can fail."""
    code = (
        "import os, sys, subprocess; sys.path.insert(0, sys.argv[1]); import audited; "
        "log = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT); audited.watch(log); "
        "open(sys.argv[3], 'w').close(); os.mkdir(sys.argv[3] + 'd'); subprocess.run(['true']); open(sys.argv[3])"
    )
    log = tmp_path / "log"
    subprocess.run([sys.executable, "-c", code, str(AUDITED.parent), str(log), str(tmp_path / "f")], check=True)
    events = [line.split()[0] for line in log.read_text(encoding="utf-8").splitlines()]
    assert events[:3] == ["open", "os.mkdir", "subprocess.Popen"]


def test_every_tool_says_that_it_only_reads(project: Path) -> None:
    """Each tool has a typed schema for both sides, the hints of a tool that reads, and no name of a command that acts.

    Calls beside each other are all answered, and the SDK's client finds each answer to be of its schema.
    """
    (project / "aiwg.yaml").write_text("platforms: [claude]\nbundles: []\n", encoding="utf-8")

    async def ask() -> None:
        async with Client(make_server(project)) as client:
            for tool in (await client.list_tools()).tools:
                hints = tool.annotations
                assert hints is not None
                assert (hints.read_only_hint, hints.destructive_hint, hints.open_world_hint) == (True, False, False)
                assert tool.input_schema["additionalProperties"] is False
                assert all("type" in each for each in tool.input_schema["properties"].values())
                assert tool.output_schema is not None
                assert not set(tool.name.split("_")) & {*ACTS}, tool.name
                assert set(tool.name.split("_")) & {*COMMANDS, "plan", "read"}, tool.name
            found: list[Any] = []

            async def call(name: str) -> None:
                arguments = {key: FITTING[key] for key in ("platform",) if name == "context"}
                found.append(await client.call_tool(name, arguments))

            async with anyio.create_task_group() as group:
                for _ in range(4):
                    for name in ("list", "context", "adr_list"):
                        group.start_soon(call, name)
            assert len(found) == 12
            for each in found:
                assert not each.is_error, each
                assert json.loads(each.content[0].text) == each.structured_content

    anyio.run(ask)


def started(project: Path) -> subprocess.Popen[bytes]:
    """Return a server that answered its first request."""
    server = subprocess.Popen(
        [sys.executable, "-m", "aiwg", "mcp", "serve", "--project", str(project)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    request = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
    }
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps(request).encode() + b"\n")
    server.stdin.flush()
    assert json.loads(server.stdout.readline())["result"]["serverInfo"]["name"] == "aiwg"
    return server


@pytest.mark.parametrize("way", ["end of input", "SIGTERM"])
def test_it_ends_when_the_client_ends(project: Path, way: str) -> None:
    """The server ends at the end of its input with 0, after lines that are no protocol too, and at SIGTERM at once.

    Nothing but protocol is on its output.
    """
    server = started(project)
    if way == "SIGTERM":
        server.send_signal(signal.SIGTERM)
        rest, errors = server.communicate(timeout=20)
        assert rest == b""
    else:
        rest, errors = server.communicate(b"not json\n{}\n\xff\xfe\n[1]\n", timeout=20)
        assert all(json.loads(line)["jsonrpc"] == "2.0" for line in rest.splitlines())
    assert server.returncode == (-signal.SIGTERM if way == "SIGTERM" else 0)
    assert b"Traceback" not in errors


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the SDK, `aiwg mcp` and `aiwg mcp serve` end with 2 and one line that says how to install it."""
    from aiwg.cli.app import run

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for arguments in (["mcp"], ["mcp", "serve"]):
        assert run(arguments) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert "pip install 'aiwg[mcp]'" in said.err
