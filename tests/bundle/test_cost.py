"""What the bundled source costs in every request: less than 1,500 tokens on every platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aiwg.artifact.model import Artifact
from aiwg.core.tokens import tokens as estimated
from aiwg.deployment.stages import Planned
from aiwg.render.outputs import BlockOutput
from tests.conftest import PLATFORM_IDS, Deployer

from .scripts import ROOT

MOST = 1500
"""Tokens that the whole bundle may cost before anybody has asked for anything."""

LISTED = ("skills", "agents", "commands", "rules")


def always_on(deployment: Planned, platform: str) -> dict[str, int]:
    """Return the characters that a platform sends with every request, by what they are.

    Counted are our part of every instructions file, rules that are always on, and for everything that can be called
    for (skills, agents, commands, rules by description) a line with name and description, whether or not this platform
    lists that kind. Bodies of scoped rules are not: they come with a file that matches.
    """
    costs = {"instructions": 0, "rules": 0, "listing": 0}
    for output in deployment.outputs:
        if isinstance(output, BlockOutput) and platform in output.platforms:
            costs["instructions"] += len(output.body)
    listed = set()
    for placement in deployment.placed.placements.placements:
        artifact = placement.artifact
        if platform not in placement.platforms:
            continue
        activation = artifact.fields.get("activation", "always")
        if placement.cell == "rules" and activation == "always":
            costs["rules"] += len(artifact.body)
        elif placement.cell in LISTED and not (placement.cell == "rules" and activation == "paths"):
            listed.add(line(artifact))
    costs["listing"] = sum(len(each) for each in listed)
    return costs


def line(artifact: Artifact) -> str:
    """Return the line that stands for an artifact in a list."""
    return f"- {artifact.id}: {artifact.fields.get('description', '')}\n"


def tokens(costs: dict[str, int]) -> int:
    """Return an estimate of the tokens that so many characters are."""
    return estimated(sum(costs.values()))


def test_the_count_sees_each_part(deployer: Deployer) -> None:
    """The instructions, the rules carried with them and every listed artifact are in the count."""
    deployment = deployer.plan("codex", source=ROOT)
    costs = always_on(deployment, "codex")
    texts = [each for each in deployment.catalog if each.key in ("instructions/instructions", "rule/no-secrets")]
    assert costs["instructions"] > sum(len(each.body) for each in texts)
    assert costs["listing"] > sum(len(line(each)) for each in deployment.catalog.of_kind("skill"))


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_every_platform_stays_below(deployer: Deployer, platform: str) -> None:
    """The whole bundle, deployed to one platform, costs less than 1,500 tokens there before anybody asks."""
    costs = always_on(deployer.plan(platform, source=ROOT), platform)
    assert tokens(costs) < MOST, costs


def dearest(deployment: Planned, platforms: Iterator[str]) -> list[tuple[int, str]]:
    """Return the cost on each platform, highest first."""
    return sorted(((tokens(always_on(deployment, each)), each) for each in platforms), reverse=True)


def test_deployed_to_all_at_once_too(deployer: Deployer) -> None:
    """Deployed to all platforms at once, where they share files, none costs more than 1,500 tokens."""
    deployment = deployer.plan("all", source=ROOT)
    cost, platform = dearest(deployment, iter(PLATFORM_IDS))[0]
    assert cost < MOST, platform
