"""What a platform cannot take is named: on the screen, for programs, and by doctor."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from aiwg.commands.deploy import no_change
from aiwg.deployment.stages import Planned
from aiwg.doctor.placement import check_delivered
from aiwg.doctor.scope import InspectedScope
from aiwg.output.fidelity import FEW, print_fidelity
from aiwg.output.report import plan_json
from tests.conftest import PLATFORM_IDS, Deployer, put

ONE_OF_EACH = {
    "instructions.md": "Always.\n",
    "rules/style.md": "Short.\n",
    "agents/helper.md": "---\nname: helper\ndescription: Helps.\n---\nHelp.\n",
    "skills/greet/SKILL.md": "---\nname: greet\ndescription: Greets.\n---\nGreet.\n",
    "commands/go.md": "Go.\n",
    "hooks.yaml": "hooks: [{id: guard, event: PreToolUse, match: Bash, command: ./guard.sh}]\n",
    "mcp.yaml": "servers: {off: {command: x, disabled: true}, on: {command: x}}\n",
    "permissions.yaml": "allow: [Bash(ls)]\n",
    "ignore": "build/\n",
}
ODDS = random.Random(19)  # the same sets in every run
SETS = [
    *[(id,) for id in PLATFORM_IDS],
    *[tuple(ODDS.sample(PLATFORM_IDS, size)) for size in (2, 3) for _ in range(12)],
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source with one artifact of each kind."""
    for path, text in ONE_OF_EACH.items():
        put(tmp_path / "source" / path, text)
    return tmp_path / "source"


def lacking(deployment: Planned) -> dict[str, set[str]]:
    """Return the platforms that do not get an artifact, by artifact."""
    found: dict[str, set[str]] = {}
    for arrival in deployment.deliveries:
        if arrival.level == "unsupported":
            found.setdefault(arrival.artifact, set()).add(arrival.platform)
    return found


@pytest.mark.parametrize("platforms", SETS, ids="+".join)
def test_what_does_not_arrive_is_named(
    platforms: tuple[str, ...], source: Path, deployer: Deployer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each artifact has an arrival on each platform; one that arrives nowhere is a warning, and doctor names all."""
    deployment = deployer.plan(*platforms, source=source, accept_freer=True)
    pairs = {(arrival.artifact, arrival.platform) for arrival in deployment.deliveries}
    assert pairs == {(artifact.named, id) for artifact in deployment.catalog for id in platforms}
    found = lacking(deployment)
    said = [problem.message for problem in deployment.problems if problem.code == "not-delivered"]
    for artifact, where in found.items():
        told = any(artifact in message for message in said)
        if where == set(platforms):  # a restriction that is lost has a warning of its own
            assert told or any(artifact in problem.message for problem in deployment.problems), artifact
        else:
            assert not told, artifact
    listed = plan_json(deployment, changed=True, applied=False)["fidelity"]
    assert {(each["artifact"], each["platform"]) for each in listed if each["level"] == "unsupported"} == {
        (artifact, id) for artifact, where in found.items() for id in where
    }
    subject = InspectedScope(deployer.project, "project", deployment=deployment)
    reported = [(each.message, set(each.platforms)) for each in check_delivered(subject)]
    print_fidelity(deployment, verbose=True)
    screen = " ".join(capsys.readouterr().out.split())
    for artifact, where in found.items():
        for id in where:
            assert any(artifact in message and platforms_ == {id} for message, platforms_ in reported)
            if len([each for each in found.values() if id in each]) <= FEW:
                assert artifact.partition("/")[2] in screen


@pytest.mark.parametrize("id", ["opencode", "zed", "amp"])
def test_a_run_with_nothing_to_do_says_what_does_not_arrive(id: str, tmp_path: Path, deployer: Deployer) -> None:
    """A source whose hooks reach no platform is never called up to date."""
    put(tmp_path / "hooks/hooks.yaml", ONE_OF_EACH["hooks.yaml"])
    said = no_change(deployer.plan(id, source=tmp_path / "hooks"))
    assert "it loads none of them" in said
    assert "unsupported on all platforms here: hook/guard" in said
    assert "up to date" not in said
