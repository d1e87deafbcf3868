"""Artifacts that are entries of a shared file: agents in a list of modes."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.conftest import Deployer, Writer, tree
from tests.stopwatch import within

MODES = "# mine\ncustomModes:\n  - slug: mine\n    name: Mine\n    roleDefinition: Mine.\n    groups: [read]   # keep\n"
AGENT = """---
name: reviewer
description: "Reviews when asked."
tools: [read, grep, bash]
color: red
overrides: {zoo-code: {customInstructions: "Be brief."}}
---
# Reviewer

You \u201creview\u201d, and it\u2019s thorough.
"""


def modes(deployer: Deployer) -> list[dict[str, object]]:
    """Return the modes in the file of modes as Roo Code reads it, which straightens typographic quotes first."""
    text = tree(deployer.project)[".roomodes"].decode()
    straight = text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"})
    found: list[dict[str, object]] = yaml.safe_load(straight)["customModes"]
    return found


def test_an_agent_is_a_member_of_a_list(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """An agent joins the user's own modes, whole, each group of tools once; a removal leaves the rest as it was."""
    write("project/.roomodes", MODES)
    write("source/agents/reviewer.md", AGENT)
    deployment = deployer.deploy("zoo-code", source=tmp_path / "source")
    assert modes(deployer)[1:] == [
        {
            "slug": "reviewer",
            "name": "reviewer",
            "roleDefinition": "# Reviewer\n\nYou \u201creview\u201d, and it\u2019s thorough.\n",
            "whenToUse": "Reviews when asked.",
            "description": "Reviews when asked.",
            "groups": ["read", "command"],
            "customInstructions": "Be brief.",
        }
    ]
    assert [(each.level, [loss.field for loss in each.losses]) for each in deployment.deliveries] == [
        ("translated", ["color"])
    ]
    deployer.remove()
    assert tree(deployer.project)[".roomodes"].decode() == MODES


def test_a_mode_of_yours_with_the_same_name_stays(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """A mode of the user's that has the name of an agent is in the way, and is not touched."""
    write("project/.roomodes", MODES.replace("slug: mine", "slug: reviewer"))
    write("source/agents/reviewer.md", AGENT)
    conflicts = deployer.plan("zoo-code", source=tmp_path / "source").plan.conflicts
    assert [(each.path, each.reason) for each in conflicts] == [
        (".roomodes", "customModes.[slug=reviewer] is your own key")
    ]


def test_many_agents_in_one_file_are_written_at_once(deployer: Deployer, write: Writer, tmp_path: Path) -> None:
    """Three hundred agents in one list take no more than a few times what three hundred files take."""
    for number in range(300):
        write(f"source/agents/a{number}.md", AGENT.replace("reviewer", f"a{number}"))
    with within(5):
        deployer.deploy("zoo-code", source=tmp_path / "source")
        deployer.remove()
    assert ".roomodes" not in tree(deployer.project)
