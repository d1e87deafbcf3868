"""The suite can fail: with a wrong path in an adapter, exactly what the path is about is missed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conformance.probe import probe
from tests.conformance.room import Room
from tests.conformance.table import Client
from tests.conftest import PLATFORMS

RIGHT = re.compile(r"/(\(agents?\|agents?\)|agents|droids)/\{id")
"""Where the adapters say that agents are, as far as a client here reads any."""


def test_a_wrong_path_is_noticed(client: Client, tmp_path: Path) -> None:
    """With agents deployed to a folder that is not the client's, the agent is missing, and no more than hooks with it.

    Some hooks hang on the agent: those that run when it starts and stops, or around the call that starts it.
    """
    adapter = (PLATFORMS / client.platform / "platform.yaml").read_text(encoding="utf-8")
    if not RIGHT.search(adapter):
        pytest.skip(f"{client.platform} has no folder of agents to misname")

    def misname(room: Room) -> None:
        folder = room.home / ".config/aiwg/platforms" / client.platform
        folder.mkdir(parents=True)
        (folder / "platform.yaml").write_text(RIGHT.sub("/agentz/{id", adapter), encoding="utf-8")

    seen = probe(client, "project", tmp_path / "room", misname)
    if not any(finding.expected.form == "agent" for finding in seen.findings):
        pytest.skip(f"{client.platform} is given no agents as agents")
    pieces = [finding.expected.piece for finding in seen.findings if finding.is_missing]
    assert {piece.artifact for piece in pieces if piece.kind != "hook"} == {"agent/probe-agent"}
