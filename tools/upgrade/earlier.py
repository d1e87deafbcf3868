"""An earlier version of aiwg: built from its commit, and run in a home of its own."""

# ruff: noqa: S603, S607 - git, tar and pip, with arguments of our own
from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
COMMITS: Mapping[str, str] = {"0.1.0": "feb2e87ebdff74524fce4ff7e74c3850ca448fee"}
"""The commit of each earlier version.

0.1.0: the last commit before state moved out of the project. `apply/migrate.py` calls the state of that code 0.1.0.
"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An installed earlier version: the folder of its package, and the source of every kind that it was tested with."""

    version: str
    package: Path
    everything: Path

    def run(self, home: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it in a folder, with this home and nothing else of the environment."""
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(self.package)}
        command = [sys.executable, "-m", "aiwg", *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    def platforms(self, home: Path, folder: Path) -> Sequence[str]:
        """Return the ids of its platforms."""
        listed = json.loads(self.run(home, folder, "platforms", "--json").stdout)
        return [each["id"] for each in listed["platforms"]]


def install(version: str, folder: Path) -> Earlier:
    """Build a version from its commit, offline, and install it into a folder, without its dependencies."""
    checkout, package = folder / "checkout", folder / "package"
    if not package.is_dir():
        checkout.mkdir(parents=True)
        archive = subprocess.run(["git", "archive", COMMITS[version]], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", str(checkout)], input=archive.stdout, check=True)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist")]
        subprocess.run([*build, str(checkout)], check=True, capture_output=True)
        (wheel,) = (folder / "dist").glob("*.whl")
        put = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
        subprocess.run([*put, str(package), str(wheel)], check=True)
    return Earlier(version, package, checkout / "tests" / "fixtures" / "everything")
