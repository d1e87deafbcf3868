"""What real clients did with a thousand skills on demand, as `make on-demand-clients` recorded it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

RECORDED: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "conformance/on_demand.yaml").read_text(encoding="utf-8")
)


def test_two_clients_were_asked() -> None:
    """At least two, of different vendors, in the version that is pinned."""
    assert {"claude", "codex"} <= RECORDED.keys()


@pytest.mark.parametrize("client", RECORDED)
def test_an_agent_finds_and_reads_a_skill_on_demand(client: str) -> None:
    """The catalog is in the first request, and find, text and file follow, each in a request of its own."""
    seen = RECORDED[client]
    assert seen["listed"] == 1
    assert 0 < seen["catalog"] < seen["found"] < seen["body"] < seen["file"]
    assert seen["others"] == 0
