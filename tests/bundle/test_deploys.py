"""The bundled source arrives: on each of twelve platforms, and everywhere within every limit."""

from __future__ import annotations

import re

import pytest

from tests.conftest import Deployer

from .scripts import ROOT

IN_README = re.search(r"<!-- generated: platforms (.+) -->", (ROOT / "README.md").read_text(encoding="utf-8"))
TWELVE = sorted(
    {
        *(IN_README[1].split(", ") if IN_README else ()),
        *("antigravity", "devin", "factory", "gemini-cli", "opencode", "windsurf"),
    }
)
FREER = "freer"
"""The code of the one warning that cannot be helped: a platform that cannot hold an agent to reading."""


def test_there_are_twelve() -> None:
    """The platforms of the README, and others in wide use."""
    assert len(TWELVE) >= 12


@pytest.mark.parametrize("platform", TWELVE)
def test_everything_arrives(deployer: Deployer, platform: str) -> None:
    """Every artifact arrives native, translated or carried by another kind; nothing is unsupported."""
    deployment = deployer.deploy(platform, source=ROOT)
    assert [each.artifact for each in deployment.arrivals if each.level == "unsupported"] == []
    kinds = {each.artifact.partition("/")[0] for each in deployment.arrivals}
    assert kinds == {"agent", "behavior", "command", "instructions", "rule", "skill"}
    assert {problem.code for problem in deployment.problems} <= {FREER, "ended"}


def test_it_fits_every_platform(deployer: Deployer) -> None:
    """Deployed to all platforms at once, nothing is over or near a limit, and there is no error."""
    deployment = deployer.plan("all", source=ROOT)
    assert {problem.code for problem in deployment.problems} <= {FREER, "ended"}
    assert not deployment.plan.conflicts


def test_a_part_can_be_taken(deployer: Deployer) -> None:
    """--only with a bundle deploys what is in it and nothing else."""
    deployment = deployer.deploy("cursor", source=ROOT, only=("adr",))
    assert {each.artifact for each in deployment.arrivals} == set(deployment.bundles["adr"].artifacts)
