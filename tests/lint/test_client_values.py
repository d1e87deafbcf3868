"""What an artifact passes on as it is: lint names a value that a client refuses, before it is deployed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.cli.app import run

REFUSED: list[tuple[dict[str, Any], int]] = [
    ({"top_p": "high"}, 1),
    ({"disable": "true", "hidden": "maybe"}, 2),
    ({"options": ["a"]}, 1),
    ({"overrides": {"opencode": {"steps": 0}}}, 1),
    ({"overrides": {"open-code": {"permission": {"edit": "nope"}, "mode": "other"}}}, 2),
    ({"top_p": 0.5, "hidden": True, "overrides": {"opencode": {"permission": {"bash": {"*": "ask"}}}}}, 0),
    ({"overrides": {"claude": {"steps": 0}}}, 0),
    ({"zodiac": "lion"}, 0),
]


@pytest.mark.parametrize(("fields", "count"), REFUSED)
def test_a_value_that_stops_a_client_is_an_error(
    fields: dict[str, Any], count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each value in overrides, or under a key that OpenCode takes as it is, that its schema refuses is an error."""
    front = {"name": "mine", "description": "Use when the change is ready to be read.", **fields}
    file = tmp_path / ".aiwg/agents/mine.md"
    file.parent.mkdir(parents=True)
    file.write_text(f"---\n{yaml.safe_dump(front, sort_keys=False)}---\nRead the change.\n", encoding="utf-8")
    capsys.readouterr()
    code = run(["lint", "--project", str(tmp_path), "--json"])
    found = [each for each in json.loads(capsys.readouterr().out)["findings"] if each["code"] == "client-refuses"]
    assert len(found) == count
    assert (code == 0) == (count == 0)
    assert all(each["line"] > 3 and "OpenCode does not start with it" in each["message"] for each in found)
