"""Answers that some clients ask of a person before they load what a project brings, given here in advance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from aiwg.loading.frontmatter import front_and_body
from tests.conformance.expect import Expected
from tests.conformance.room import Room


def gemini_agents(room: Room, expected: Sequence[Expected]) -> None:
    """Acknowledge the project's agents: Gemini CLI asks at the terminal, and keeps the answers by digest."""
    agents = [each for each in expected if each.form == "agent" and not each.path.startswith("~")]
    digests = {each.name: hashlib.sha256((room.project / each.path).read_bytes()).hexdigest() for each in agents}
    file = room.home / ".gemini/acknowledgments/agents.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({str(room.project): digests}), encoding="utf-8")


ACCEPT: dict[str, Callable[[Room, Sequence[Expected]], None]] = {"gemini-agents": gemini_agents}


def acknowledge_agents(room: Room) -> None:
    """Acknowledge all agents that lie in the project, whatever brought them, where the client asks for that."""
    if "gemini-agents" not in room.client.accept:
        return
    digests = {}
    for agent in (room.project / ".gemini/agents").glob("*.md"):
        data = agent.read_bytes()
        name = front_and_body(data.decode("utf-8", "replace"))[0].get("name")
        digests[str(name or agent.stem)] = hashlib.sha256(data).hexdigest()
    file = room.home / ".gemini/acknowledgments/agents.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({str(room.project): digests}), encoding="utf-8")
