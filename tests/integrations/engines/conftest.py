"""The collection for Ansible, built and installed once."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collection import build

from tests.integrations.conftest import engine, texts_of_page
from tests.integrations.engines.hosts import Fleet


@pytest.fixture(scope="session")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the built collection is installed, as the page says."""
    folder = tmp_path_factory.mktemp("collections")
    galaxy = engine("ansible-galaxy")
    build(galaxy, folder / "dist")
    (line,) = (
        line for line in texts_of_page("ansible", "Install the collection", "sh")[0].splitlines() if "install" in line
    )
    environment = {
        "PATH": f"{galaxy.parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "ANSIBLE_COLLECTIONS_PATH": str(folder / "installed"),
    }
    subprocess.run(["sh", "-c", line], cwd=folder, env=environment, check=True, capture_output=True)
    return folder / "installed"


@pytest.fixture
def fleet(tmp_path: Path, collections: Path) -> Callable[[int], Fleet]:
    """Return a function that makes a fleet of some hosts."""
    return lambda count: Fleet(tmp_path, collections, count)
