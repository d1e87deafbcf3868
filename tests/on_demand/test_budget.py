"""aiwg budget --max-tokens: what to put on demand, so that the limit is met."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Artifacts, Runner, put


@pytest.fixture
def costly(aiwg: Runner, skill: Artifacts, project: Path) -> None:
    """Deploy skills of different cost, one that an agent names, and what cannot be on demand."""
    for number in range(12):
        skill(f"skill-{number}", about="word " * (10 + 10 * number), delivery="")
    put(project / ".aiwg/agents/helper.md", "---\nname: helper\ndescription: Helps.\nskills: [skill-11]\n---\nHelp.\n")
    put(project / ".aiwg/rules/always.md", "Always do so.\n" * 20)
    aiwg("deploy", "-p", "claude,codex")


@pytest.mark.usefixtures("costly")
@pytest.mark.parametrize("most", [900, 600, 400])
def test_the_proposal_meets_the_limit(most: int, aiwg: Runner, project: Path) -> None:
    """Written into aiwg.yaml and deployed, every platform stays within the limit, at about what was announced."""
    proposal = aiwg("budget", "--max-tokens", str(most), "--json", expect=5).json["proposal"]
    assert proposal["enough"]
    moved = [each["artifact"] for each in proposal["artifacts"]]
    assert "skill/skill-11" not in moved
    assert not [key for key in moved if key.startswith("rule/")]
    costs = [max(each["saves"].values()) for each in proposal["artifacts"]]
    assert costs == sorted(costs, reverse=True)
    put(project / "aiwg.yaml", f"sources: [project]\non_demand: {proposal['on_demand']}\n")
    assert aiwg("deploy", "--json").json["on_demand"] == sorted(moved)
    now = {each["platform"]: each["always_tokens"] for each in aiwg("budget", "--json").json["platforms"]}
    for each in proposal["platforms"]:
        assert now[each["platform"]] <= most
        assert abs(now[each["platform"]] - each["then_tokens"]) <= 20


@pytest.mark.usefixtures("costly")
def test_a_limit_that_cannot_be_met_is_told(aiwg: Runner) -> None:
    """What stays is named, and the lines for aiwg.yaml are there all the same, within the width."""
    said = aiwg("budget", "--max-tokens", "10", expect=5).out
    assert "still more than 10" in said
    assert "The rest cannot move" in said
    proposed = said[said.index("To send less") :]
    assert "  on_demand:\n" in proposed
    assert max(map(len, proposed.splitlines())) <= 80


@pytest.mark.usefixtures("costly")
def test_within_the_limit_nothing_is_proposed(aiwg: Runner) -> None:
    """No proposal, and no word about one."""
    assert aiwg("budget", "--max-tokens", "100000", "--json").json["proposal"] is None
    assert "on_demand" not in aiwg("budget", "--max-tokens", "100000").out
