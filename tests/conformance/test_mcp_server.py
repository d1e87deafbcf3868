"""aiwg's own MCP server in real clients: deployed from the bundle, its tools offered, one called, the answer read."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.dialogue import directive
from tests.conformance.model.server import serving
from tests.conformance.provoke import Errand
from tests.conformance.room import Room
from tests.conformance.served import served
from tests.conformance.table import Client
from tests.conftest import put

TOKEN = "WORD-THAT-ONLY-THE-SERVER-GIVES"
CLIENTS = ("claude", "codex", "copilot", "gemini", "opencode")
"""Those that offer the tools of a server to the scripted model. Qwen Code offers their search alone."""
NAMES = "mcp__aiwg__show|mcp_aiwg_show|aiwg__show|aiwg_show|aiwg-show|aiwg.show|show"
"""What clients call the tool `show` of the server `aiwg`."""
SECONDS = 5
"""How long the first call waits: the server needs about one second, on a busy machine more."""
DESCRIPTION = "Show one artifact: its fields, its text"


def room_with_aiwg(client: Client, folder: Path) -> Room:
    """Return a room with a project that has one rule, which is not deployed, and with aiwg on the path."""
    room = Room(client, folder / "room", "project")
    path = f"{folder / 'bin'}:{room.environment()['PATH']}"
    room.client = replace(client, environment={**client.environment, "PATH": path})
    program = folder / "bin/aiwg"
    put(program, f'#!/bin/sh\nexec {sys.executable} -m aiwg "$@"\n')
    program.chmod(0o755)
    room.furnish()
    put(room.project / ".aiwg/rules/word.md", f"---\ndescription: A word.\n---\nThe word is {TOKEN}.\n")
    put(room.project / "aiwg.yaml", "bundles: [mcp]\n")
    return room


def prompt_for(room: Room) -> str:
    """Return a prompt that waits until the server is up, looks for the tool where tools are looked for, and calls it.

    A client that runs one prompt and ends does not wait for its servers with the first request.
    """
    waiting = room.filled(room.client.provoke.get("shell", {}).get("call", {}), command=f"sleep {SECONDS}")
    calls = [*waiting.items(), ("ToolSearch|tool_search", {"query": "select:mcp__aiwg__show"})]
    calls.append((NAMES, {"artifact": "rule/word"}))
    return room.client.hello + "".join(f" {directive(tools, arguments)}" for tools, arguments in calls)


def test_the_client_calls_a_tool_and_reads_the_answer(client: Client, tmp_path: Path) -> None:
    """The client offers the tools of the deployed server to its model, calls one, and sends the answer back."""
    if client.name not in CLIENTS:
        pytest.skip("not among the clients whose projects take MCP servers and which run without a person")
    room = room_with_aiwg(client, tmp_path)
    plan = room.deploy("--only", "mcp")
    assert [each["artifact"] for each in plan["fidelity"]] == ["mcp_server/aiwg"]
    prompt = prompt_for(room)
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        room.settle()
        if client.serve:
            with served(room) as server:
                server.do(Errand("show", prompt))
        else:
            room.run(room.filled(room.client.ask, prompt=prompt))
    texts = [request.text for request in model.requests]
    assert texts, room.steps
    assert any(DESCRIPTION in text for text in texts), [step.errors[-500:] for step in room.steps]
    assert any(TOKEN in text for text in texts), texts[-1][-2000:]
    print(f"{client.name} {client.version}: {len(texts)} requests, {sum(step.seconds for step in room.steps):.1f} s")
