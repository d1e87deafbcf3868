"""Every command on inputs of a size and of four times that size: what it costs grows no faster than the input."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .inputs import INPUTS, make
from .measuring import CERTAIN, COMMANDS, grown, is_steep, seconds

TRIES = 6
"""How often what seems steep is measured again: other load on the machine makes some runs slow, and none fast."""


SHARE = 1 if os.environ.get("AIWG_WHOLE_GROWTH") else 7
"""One command in so many is run on each input, another part of them on the next; what writes is run on all."""


def commands_for(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the commands that are run on an input."""
    first = list(INPUTS).index(name)
    chosen = [
        command
        for number, command in enumerate(COMMANDS)
        if (number + first) % SHARE == 0 or command in (("trust", "--yes"), ("deploy",), ("remove",))
    ]
    return tuple(chosen)


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Import all that the commands use."""
    os.environ.pop("AIWG_SOURCE", None)
    project = make(tmp_path_factory.mktemp("warm") / "p", "many servers", 1)
    for command in COMMANDS:
        seconds(command, project)


@pytest.mark.parametrize("name", INPUTS)
def test_cost_grows_no_faster_than_the_input(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the input costs at most six times as much, whatever grows and whichever command reads it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    best: dict[str, tuple[float, float]] = {}
    for attempt in range(TRIES):
        small, large = (make(tmp_path / f"{attempt}-{factor}", name, factor) for factor in (1, 4))
        for command, before, after in grown(small, large, commands_for(name)):
            least, most = best.get(command, (before, after))
            best[command] = (min(least, before), min(most, after))
        if not any(is_steep(*costs) for costs in best.values()):
            return
    steep = {command: costs for command, costs in best.items() if is_steep(*costs, CERTAIN)}
    assert not steep
