"""What real clients were seen to load and heed in a package, and what the adapters say of it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from aiwg.adapter.discover import load_adapter
from aiwg.loading.reach import BELOW, START, reach_of
from tests.conformance.start_folders import FILE, RUNNING, SHOWN, STARTS
from tests.conftest import PLATFORMS

RECORDED: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
CELLS = {"hook": "hooks", "mcp_server": "mcp_servers"}


def test_enough_clients_are_recorded() -> None:
    """Eight clients were started at the top, below it, and in a package."""
    assert len(RECORDED) >= 8
    assert all(set(STARTS) <= about.keys() for about in RECORDED.values())


@pytest.mark.parametrize("name", RECORDED)
def test_a_package_holds_what_the_top_holds(name: str) -> None:
    """A client that is started in a package loads, runs and denies what it does at the top, each text once."""
    about = RECORDED[name]
    assert about["package"]["times"] == about["top"]["times"] == dict.fromkeys(about["top"]["times"], 1)
    assert about["package"]["denied"] == about["top"]["denied"]
    assert about["package"]["ran"].keys() == about["top"]["ran"].keys()


@pytest.mark.parametrize("name", RECORDED)
def test_the_adapter_says_what_holds_in_a_subfolder(name: str) -> None:
    """What a client was seen to leave out in a subfolder, its adapter says; and what it was seen to read, too."""
    about = RECORDED[name]
    adapter = load_adapter(PLATFORMS / about["platform"], "test")
    for artifact in (*SHOWN, *RUNNING):
        cell = CELLS.get(artifact.partition("/")[0])
        seen = "ran" if artifact in RUNNING else "times"
        if cell is None or artifact not in about["top"][seen] or cell not in adapter.cells:
            continue
        written = {write.spec.rest for write in adapter.cells[cell].writes if not write.spec.anchor}
        reaches = {reach_of(adapter, cell, place) for place in adapter.cells[cell].reads if place.spec.rest in written}
        assert (BELOW if artifact in about["subfolder"][seen] else START) in reaches, artifact


def test_a_denied_command_is_denied_in_a_package_that_is_named() -> None:
    """Claude Code runs a denied command when it is started in a package, and not once aiwg.yaml names the package."""
    claude = RECORDED["claude"]
    assert [claude[start]["denied"] for start in STARTS] == [True, False, True]


def test_gemini_loads_the_instructions_once_from_every_folder() -> None:
    """The include in GEMINI.md brings the text of AGENTS.md once at the top and in a subfolder."""
    gemini = RECORDED["gemini"]
    assert [gemini[start]["times"]["instructions/instructions"] for start in STARTS] == [1, 1, 1]
