"""Artifacts for some platforms lie where they need to, and what others need moves none of them in a second run."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.conftest import Deployer, put, tree

PLATFORMS = ("antigravity", "claude", "codex", "copilot", "cursor", "gemini-cli", "windsurf")
KINDS = {
    "skills/{id}/SKILL.md": "---\nname: {id}\ndescription: d\n{platforms}---\nThe text of {id}.\n",
    "agents/{id}.md": "---\nname: {id}\ndescription: d\n{platforms}---\nThe text of {id}.\n",
    "commands/{id}.md": "---\ndescription: d\n{platforms}---\nThe text of {id}.\n",
    "rules/{id}.md": "---\ndescription: d\n{platforms}---\nThe text of {id}.\n",
}
LIMITS = (
    "",
    "platforms: [copilot]\n",
    "platforms: [claude]\n",
    'platforms: ["!windsurf"]\n',
    "platforms: [codex, copilot]\n",
)


@pytest.mark.parametrize("path", KINDS)
def test_a_second_deploy_writes_nothing(deployer: Deployer, tmp_path: Path, path: str) -> None:
    """With artifacts of one kind for all, for one and for all but one platform, a second deploy changes nothing."""
    for number, limits in enumerate(LIMITS):
        id = f"one-{number}"
        put(tmp_path / "words" / path.format(id=id), KINDS[path].format(id=id, platforms=limits))
    for pair in [PLATFORMS, *list(permutations(PLATFORMS, 3))[::40]]:
        deployer.deploy(*pair, source=tmp_path / "words")
        before = tree(deployer.project)
        assert deployer.plan(*pair, source=tmp_path / "words").plan.changes == []
        assert tree(deployer.project) == before
        deployer.remove()
