"""Projects that 0.1.0 deployed, upgraded with the code of today.

`make upgrade` tries all of them. Here are the sets that cover every platform, and those whose outputs moved most.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from upgrade.check import place_in, unlike_fresh, wrong
from upgrade.deployed import Deployed, load


@cache
def earlier() -> dict[str, Deployed]:
    """Return the recorded projects by name; reading them takes a moment, so not when tests are collected."""
    return {deployed.name: deployed for deployed in load("0.1.0")}


TRIED = ("six-project", "six-user", "hermes-project")


@pytest.mark.parametrize("name", TRIED)
def test_an_earlier_project_is_upgraded(name: str, tmp_path: Path) -> None:
    """Your text in shared files and your edits stay, a second sync changes nothing, and a removal leaves your bytes."""
    deployed = earlier()[name]
    assert [*wrong(deployed, place_in(tmp_path, deployed.scope))] == []


def test_nothing_is_worse_than_after_a_first_deploy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs that moved are gone from their old place: doctor finds no more than after a first deploy."""
    deployed = earlier()["six-project"]
    place, fresh = (place_in(tmp_path / name, deployed.scope) for name in ("upgraded", "fresh"))
    monkeypatch.setenv("HOME", str(place.home))
    assert [*unlike_fresh(deployed, place, fresh)] == []


def test_every_platform_of_then_was_recorded() -> None:
    """The recorded projects cover each platform of 0.1.0, alone and in sets, in both scopes."""
    alone = {deployed.platforms[0] for deployed in earlier().values() if len(deployed.platforms) == 1}
    together = {id for deployed in earlier().values() if len(deployed.platforms) > 1 for id in deployed.platforms}
    assert len(alone) >= 95
    assert alone <= together
