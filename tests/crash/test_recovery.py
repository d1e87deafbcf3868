"""What the next run makes of one that was cut off: small truths beside the crash points."""

from __future__ import annotations

import json
from pathlib import Path

from aiwg.apply import journal
from aiwg.apply.apply import recorded
from tests.conftest import Deployer, Writer


def test_what_was_to_go_and_is_still_there_stays_ours(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """A run that is killed before it takes one of several servers away leaves that server known, and it goes later."""
    write("source/mcp.yaml", "servers:\n  kept: {command: kept}\n  gone: {command: gone}\n")
    deployer.deploy("claude", source=tmp_path / "source")
    write("source/mcp.yaml", "servers:\n  kept: {command: kept}\n")
    killed = deployer.plan("claude", source=tmp_path / "source")
    killed.new.records = recorded(killed.plan)
    journal.begin(killed.workplace.state, killed.new, killed.plan.changes)
    with killed.workplace.state.session():
        assert journal.recover(killed.workplace.state)
    deployer.deploy("claude", source=tmp_path / "source")
    assert json.loads((deployer.project / ".mcp.json").read_text())["mcpServers"] == {"kept": {"command": "kept"}}
