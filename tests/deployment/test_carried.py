"""A text in AGENTS.md reaches platforms whose own file comes before it, or the deploy says that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.adapter.discover import discover
from aiwg.adapter.environment import Environment
from aiwg.deployment.stages import Planned
from aiwg.loading import DiskReader, StartFolder, look_around
from tests.conftest import PLATFORM_IDS, Deployer, put

CARRIED = {
    "rule": ("rules/plain.md", "---\nactivation: always\ndescription: d\n---\nSay plainly what it is.\n"),
    "scoped": ("rules/scoped.md", '---\npaths: ["**/*.py"]\ndescription: d\n---\nUse spaces in those files.\n'),
    "instructions": ("instructions.md", "Keep all of it short.\n"),
}
MARKS = {"rule": "Say plainly", "scoped": "Use spaces in those", "instructions": "Keep all of it"}
MANNERS = ("text", "include", "include of an include", "link")


REGISTRY = discover()


def _shadowing() -> Iterator[tuple[str, str]]:
    """Yield each platform with each file that it takes instead of AGENTS.md, by its adapter."""
    for id in PLATFORM_IDS:
        cell = REGISTRY.get(id).cells.get("instructions")
        reads = cell.reads if cell else ()
        for shadowed in (place for place in reads if place.spec.text == "AGENTS.md" and place.group is not None):
            for other in reads:
                path = other.spec.rest
                fixed = other.spec.anchor == "" and "(" not in path and "*" not in path and "{" not in path
                if fixed and other.group == shadowed.group and other.rank < shadowed.rank:
                    yield id, path


SHADOWING = sorted(set(_shadowing()))


def _put_the_users(project: Path, path: str, manner: str) -> None:
    """Put a file of the user's at a path, which leads to AGENTS.md or not."""
    file = project / path
    file.parent.mkdir(parents=True, exist_ok=True)
    up = "../" * path.count("/")
    if manner == "link":
        file.symlink_to(f"{up}AGENTS.md")
    elif manner == "include of an include":
        put(project / "docs/more.md", "@../AGENTS.md\n")
        put(file, f"Mine.\n@{up}docs/more.md\n")
    else:
        put(file, "Mine.\n" if manner == "text" else f"Mine, and @{up}AGENTS.md, too.\n")


def _said_missing(deployment: Planned, id: str) -> set[str]:
    """Return the artifacts of which the deploy says that a platform does not get them."""
    return {each.artifact for each in deployment.deliveries if each.platform == id and each.level == "unsupported"}


def _loaded(project: Path, id: str) -> dict[str, str]:
    """Return what each implementation of a platform loads of the project, at once or later, by surface."""
    here = StartFolder(str(project), DiskReader(), Environment.current())
    adapter = REGISTRY.get(id)
    contexts = {surface: look_around(adapter, here, surface) for surface in adapter.surfaces}
    return {key: "".join(item.text + item.later for item in each.loaded) for key, each in contexts.items()}


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize(("id", "path"), SHADOWING, ids=["-".join(each) for each in SHADOWING])
def test_it_arrives_or_is_said_not_to(deployer: Deployer, tmp_path: Path, id: str, path: str, manner: str) -> None:
    """Each kind that AGENTS.md carries is loaded once by who has a file before it, or reported as not loaded."""
    other = "opencode" if id == "codex" else "codex"
    _put_the_users(deployer.project, path, manner)
    for kind, (name, text) in CARRIED.items():
        put(tmp_path / kind / name, text)
        deployment = deployer.deploy(id, other, source=tmp_path / kind)
        [key] = [artifact.named for artifact in deployment.catalog]
        for surface, loaded in _loaded(deployer.project, id).items():
            times = 0 if key in _said_missing(deployment, id) else 1
            assert loaded.count(MARKS[kind]) == times, (kind, surface, deployment.deliveries)
        assert deployer.plan(id, other, source=tmp_path / kind).plan.changes == []
        deployer.remove()
