"""The bundled source arrives: on each of twelve platforms, and everywhere within every limit."""

from __future__ import annotations

import re

import pytest

from aiwg.deployment.intent import ArtifactFilter
from tests.conftest import Deployer

from .scripts import ROOT

PAGE = (ROOT / "docs/platforms.md").read_text(encoding="utf-8")
TWELVE = re.findall(r"[\w-]+", re.findall(r"<!-- generated: platforms (.+) -->", PAGE)[0])
PERSONAL = ("hermes",)
"""Platforms whose skills and hooks are the person's: a project has only its instructions."""

FREER = "freer"
"""The code of the one warning that cannot be helped: a platform that cannot hold an agent to reading."""


def test_there_are_twelve() -> None:
    """The platforms that docs/platforms.md lists are at least twelve."""
    assert len(TWELVE) >= 12
    assert set(PERSONAL) < set(TWELVE)


@pytest.mark.parametrize("platform", TWELVE)
def test_everything_arrives(deployer: Deployer, platform: str) -> None:
    """Every artifact arrives native, translated or carried by another kind, in the project or in the home folder."""
    deployment = deployer.deploy(platform, source=ROOT)
    missing = {each.artifact for each in deployment.deliveries if each.level == "unsupported"}
    if platform in PERSONAL:
        personal = deployer.deploy(platform, source=ROOT, scope="user")
        missing &= {each.artifact for each in personal.deliveries if each.level == "unsupported"}
    assert missing == set()
    kinds = {each.artifact.partition("/")[0] for each in deployment.deliveries}
    assert kinds == {"agent", "behavior", "command", "instructions", "rule", "skill"}
    expected = {FREER, "ended", *(["not-delivered"] if platform in PERSONAL else [])}
    assert {problem.code for problem in deployment.problems} <= expected


def test_it_fits_every_platform(deployer: Deployer) -> None:
    """Deployed to all platforms at once, nothing is over or near a limit, and there is no error."""
    deployment = deployer.plan("all", source=ROOT)
    assert {problem.code for problem in deployment.problems} <= {FREER, "ended"}
    assert not deployment.plan.conflicts


def test_a_part_can_be_taken(deployer: Deployer) -> None:
    """--only with a bundle deploys what is in it and nothing else."""
    deployment = deployer.deploy("cursor", source=ROOT, filter=ArtifactFilter(only=("adr",)))
    assert {each.artifact for each in deployment.deliveries} == set(deployment.loaded.bundles["adr"].artifacts)
