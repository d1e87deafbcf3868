"""What the next run makes of one that was cut off: small truths beside the crash points."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
    journal.begin(killed.workspace.state, killed.new, journal.hashes_after(killed.plan.changes))
    with killed.workspace.state.session():
        assert journal.recover(killed.workspace.state, killed.workspace.claims.of)
    deployer.deploy("claude", source=tmp_path / "source")
    assert json.loads((deployer.project / ".mcp.json").read_text())["mcpServers"] == {"kept": {"command": "kept"}}


@pytest.mark.parametrize("theirs", ["2026-11-27", "nan", "{ a = 2026-11-27 }", "[1979-05-27T07:32:00Z]"])
def test_what_no_json_can_hold_in_our_place_is_no_obstacle(
    deployer: Deployer, write: Writer, tmp_path: Path, theirs: str
) -> None:
    """A value of the user's that JSON cannot hold, in the place of one of ours, does not stop a recovery."""
    write("source/mcp.yaml", "servers:\n  kept: {command: kept}\n  gone: {command: gone}\n")
    deployer.deploy("codex", source=tmp_path / "source")
    write("source/mcp.yaml", "servers:\n  kept: {command: kept}\n")
    killed = deployer.plan("codex", source=tmp_path / "source")
    killed.new.records = recorded(killed.plan)
    journal.begin(killed.workspace.state, killed.new, journal.hashes_after(killed.plan.changes))
    mine = f'mcp_servers.gone = {theirs}\n[mcp_servers.kept]\ncommand = "kept"\n'
    (deployer.project / ".codex/config.toml").write_text(mine)
    with killed.workspace.state.session():
        assert journal.recover(killed.workspace.state, killed.workspace.claims.of)
    assert (deployer.project / ".codex/config.toml").read_text() == mine
