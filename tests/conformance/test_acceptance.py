"""The clients' own checks accept everything that we emit: of the bundled source, of the source with every kind, and of
one that holds what clients reject."""

from __future__ import annotations

import json
import re

import pytest

from tests.conformance.complaints import complaints
from tests.conformance.expect import Expected, expectations
from tests.conformance.model.server import serving
from tests.conformance.probe import settle
from tests.conformance.room import Room
from tests.conformance.sample import Piece, Sample
from tests.conftest import EVERYTHING, PLATFORMS
from tests.lint.rejected import write_accepted

BUNDLED = PLATFORMS.parent


def deployed(room: Room) -> list[Expected]:
    """Deploy the three sources into the room, and return what has arrived."""
    rejected = room.folder / "rejected"
    write_accepted(rejected)
    plan = room.deploy("--source", str(BUNDLED), "--source", str(EVERYTHING), "--source", str(rejected))
    pieces = [Piece(arrival["artifact"], {}) for arrival in plan["fidelity"]]
    return expectations(Sample(EVERYTHING, room.marks, pieces), plan)


def agents_of(expected: list[Expected]) -> set[str]:
    """Return the names of the agents that arrived as agents."""
    names = {each.name for each in expected if each.form == "agent"}
    assert len(names) > 3
    return names


@pytest.mark.parametrize("room", [("opencode", "project"), ("opencode", "user")], indirect=True)
def test_opencode_starts_with_every_agent(room: Room) -> None:
    """OpenCode, which one bad file stops, lists every agent."""
    agents = agents_of(deployed(room))
    settle(room, [])
    step = room.run(["opencode", "agent", "list"])
    assert step.code == 0, step.errors
    assert [name for name in agents if f"{name} (" not in step.output] == []


@pytest.mark.parametrize("room", [("gemini", "project"), ("gemini", "user")], indirect=True)
def test_gemini_accepts_every_agent(room: Room) -> None:
    """Gemini CLI, which rejects an agent for a key that it does not know, offers every agent to the model."""
    expected = deployed(room)
    with serving() as model:
        room.url = model.url
        settle(room, expected)
        step = room.run(room.filled(room.client.ask, prompt="hello"))
    assert step.code == 0, step.errors
    assert complaints(step) == []
    offered = "".join(request.text for request in model.requests)
    assert [name for name in agents_of(expected) if name not in offered] == []


@pytest.mark.parametrize("room", [("codex", "project"), ("codex", "user")], indirect=True)
def test_codex_accepts_every_file(room: Room) -> None:
    """Codex complains of no agent, skill or setting, and offers every agent to the model."""
    expected = deployed(room)
    with serving() as model:
        room.url = model.url
        settle(room, expected)
        step = room.run(room.filled(room.client.ask, prompt="hello"))
    assert step.code == 0, step.errors
    assert complaints(step) == []
    offered = "".join(request.text for request in model.requests)
    assert [name for name in agents_of(expected) if name not in offered] == []


@pytest.mark.parametrize("room", [("qwen", "project"), ("pi", "project")], indirect=True)
def test_every_skill_is_offered(room: Room) -> None:
    """Qwen Code and Pi, which pass over a skill without a word, offer the model all those of the defective source."""
    spelt = re.compile(r"^(?:up-|other-)?[sa]-")
    expected = [each for each in deployed(room) if each.form in ("skill", "agent") and spelt.match(each.name)]
    assert len(expected) > 10
    with serving() as model:
        room.url = model.url
        settle(room, expected)
        step = room.run(room.filled(room.client.ask, prompt="hello"))
    assert step.code == 0, step.errors
    offered = "".join(request.text for request in model.requests)
    assert [each.name for each in expected if each.name not in offered] == []


@pytest.mark.parametrize("room", [("copilot", "project"), ("copilot", "user")], indirect=True)
def test_copilot_loads_every_skill(room: Room) -> None:
    """Copilot lists every skill, and none among those that failed to load."""
    skills = {each.name for each in deployed(room) if each.form == "skill"}
    step = room.run(["copilot", "skill", "list", "--json"])
    assert step.code == 0, step.errors
    assert "failed to load" not in step.output + step.errors
    assert [name for name in skills if f'"{name}"' not in step.output] == []


@pytest.mark.parametrize("room", [("claude", "project")], indirect=True)
def test_claude_finds_nothing_to_warn_of(room: Room) -> None:
    """Claude Code's strict validation passes on the folder that we deploy."""
    deployed(room)
    step = room.run(["claude", "plugin", "validate", "--strict", "--json", str(room.project / ".claude")])
    assert step.code == 0, step.output + step.errors
    assert json.loads(step.output)


@pytest.mark.parametrize("room", [("openclaw", "user")], indirect=True)
def test_openclaw_finds_its_settings_valid(room: Room) -> None:
    """OpenClaw's validation passes on the settings with our servers and permissions in them."""
    deployed(room)
    step = room.run(["openclaw", "config", "validate"])
    assert step.code == 0, step.output + step.errors
