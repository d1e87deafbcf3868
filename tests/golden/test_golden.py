"""The golden files: what every platform gets from a source that holds every kind.

`tests/golden/<platform>/<scope>/` is the whole tree that a deploy to that platform alone writes. After a change,
`make golden` writes them anew; the diff is then read against the platform's documentation.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS, Deployer, tree

HERE = Path(__file__).parent


def golden_name(path: str) -> str:
    """Return a path as the golden tree spells it: no hidden names, so that no tool takes them for its own."""
    return "/".join("dot-" + part[1:] if part.startswith(".") else part for part in path.split("/"))


@pytest.mark.parametrize("scope", ["project", "user"])
@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_deploy_writes_the_golden_tree(
    platform: str, scope: str, deployer: Deployer, home: Path, request: pytest.FixtureRequest
) -> None:
    """A deploy to one platform writes exactly its golden tree, modes included."""
    deployer.deploy(platform, scope=scope)
    root = deployer.project if scope == "project" else home
    written = {golden_name(path): data for path, data in tree(root, skip=(".aiwg", ".local")).items()}
    modes = {golden_name(path): os.access(root / path, os.X_OK) for path in tree(root, skip=(".aiwg", ".local"))}
    golden = HERE / platform / scope
    if request.config.getoption("--write-golden"):
        shutil.rmtree(golden, ignore_errors=True)
        for path, data in written.items():
            target = golden / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            target.chmod(0o755 if modes[path] else 0o644)
    assert written == tree(golden, skip=())
    assert modes == {path: os.access(golden / path, os.X_OK) for path in written}


def test_every_golden_folder_has_its_platform() -> None:
    """No golden tree is left of a platform that is gone."""
    assert (
        sorted(folder.name for folder in HERE.iterdir() if folder.is_dir() and folder.name != "__pycache__")
        == PLATFORM_IDS
    )
