"""The golden files: what every platform gets from a source that holds every kind.

`tests/golden/<platform>/<scope>.txt` is the whole tree that a deploy to that platform alone writes, in the form that
`archive.py` describes. After a change, `make golden` writes them anew; the diff is then read against the platform's
documentation.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS, Deployer

from .archive import files_below, pack

HERE = Path(__file__).parent


@pytest.mark.parametrize("scope", ["project", "user"])
@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_deploy_writes_the_golden_tree(
    platform: str, scope: str, deployer: Deployer, home: Path, request: pytest.FixtureRequest
) -> None:
    """A deploy to one platform writes exactly its golden tree, modes included."""
    deployer.deploy(platform, scope=scope)
    written = pack(files_below(deployer.project if scope == "project" else home, skip=(".aiwg", ".cache", ".local")))
    golden = HERE / platform / f"{scope}.txt"
    known = golden.read_bytes().decode() if golden.exists() else ""
    if request.config.getoption("--write-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(written.encode())
    elif written != known:
        lines = difflib.unified_diff(known.split("\n"), written.split("\n"), str(golden), "a deploy", lineterm="")
        pytest.fail("\n".join([*lines, "", "Right so? Then: make golden"]), pytrace=False)


def test_every_golden_file_has_its_platform() -> None:
    """There are two golden files for each platform, and none is left of a platform that is gone."""
    found = {file.relative_to(HERE).as_posix() for file in HERE.glob("*/*") if file.parent.name != "__pycache__"}
    assert found == {f"{id}/{scope}.txt" for id in PLATFORM_IDS for scope in ("project", "user")}
