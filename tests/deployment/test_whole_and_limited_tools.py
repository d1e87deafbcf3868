"""Permissions for a whole tool and for a part of it, side by side: on every platform each arrives or says why not."""

from __future__ import annotations

from itertools import product

import pytest
import yaml

from aiwg.render.permissions.shapes import EFFECTS
from tests.amount import TIMES
from tests.conftest import PLATFORM_IDS, Deployer, put
from tests.importing.helping import approve

TOOLS = {
    "bash": "git status", "read": "docs/**", "write": "docs/**", "edit": "docs/**", "web_fetch": "domain:example.org",
    "list": "docs/**", "grep": "docs/**", "glob": "docs/**", "task": "reviewer", "skill": "release",
}  # fmt: skip

PAIRS = list(product(EFFECTS, EFFECTS)) if TIMES > 1 else [("ask", "allow"), ("deny", "ask"), ("allow", "deny")]
"""The effect for the whole tool, and that for a part of it."""


@pytest.mark.parametrize("scope", ["project", "user"])
@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_neither_is_in_the_way_of_the_other(platform: str, scope: str, deployer: Deployer) -> None:
    """For pairs of effects, the two permissions of each tool need no place that the other one takes."""
    for whole, part in PAIRS:
        wanted: dict[str, list[str]] = {whole: [], part: []}
        wanted[whole] += TOOLS
        wanted[part] += [f"{tool}({argument})" for tool, argument in TOOLS.items()]
        source = deployer.project / "source"
        put(source / "permissions.yaml", yaml.safe_dump(wanted))
        approve(deployer.project)
        planned = deployer.plan(platform, source=source, scope=scope, accept_freer=True)
        assert [(each.path, each.reason) for each in planned.plan.conflicts] == [], (whole, part)
