"""Where a run of the benchmarks works: its folders, its sources and how our own command is started."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench import corpus
from bench.corpus import Artifact
from bench.measure import Usage, environment, run

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "build" / "bench-cache"
ROOMS = ROOT / "build" / "bench"
OURS = "aiwg"
CORPORA: dict[str, Callable[[], list[Artifact]]] = {
    "20": lambda: corpus.even(20),
    "400": lambda: corpus.even(400),
    "1000": lambda: corpus.even(1000),
    "5000": lambda: corpus.even(5000),
    "20000": lambda: corpus.even(20_000),
    "full": corpus.full,
}


@dataclass(frozen=True, slots=True)
class Room:
    """A folder on a real disk for sources and projects, and a fixed environment."""

    work: Path
    env: dict[str, str]

    @classmethod
    def make(cls) -> Room:
        """Return an empty room. Nothing is deleted before or while it is measured in.

        On ext4 a new file costs ten times as much for half a minute after many were deleted: of 2,400 files the kernel
        took 3.2 s instead of 0.3 s. No user deletes a thousand artifacts right before deploying as many.
        """
        ROOMS.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=ROOMS))
        # projects lie in a repository, and ours ignores this folder: git is asked about all that is deployed
        subprocess.run(["git", "init", "--quiet", str(work)], check=True)  # noqa: S603, S607 - git from PATH
        return cls(work, environment(work / "home"))

    @staticmethod
    def clear_all() -> None:
        """Delete this room and those that were left."""
        shutil.rmtree(ROOMS, ignore_errors=True)

    def source(self, size: str, layout: str = OURS) -> Path:
        """Return the source tree of a size in a layout, written when it is first asked for."""
        root = self.work / f"source-{layout}-{size}"
        if not root.exists():
            corpus.write(layout, root, CORPORA[size]())
        return root

    def fresh(self, name: str) -> Path:
        """Return an empty folder that no earlier one shares its name with."""
        path = next(path for number in count() if not (path := self.work / f"{name}-{number}").exists())
        path.mkdir()
        return path

    def copy(self, source: Path, name: str) -> Path:
        """Return a copy of a source tree, to be edited."""
        target = self.fresh(name)
        shutil.copytree(source, target, dirs_exist_ok=True)
        return target

    def aiwg(self, *arguments: str) -> list[str]:
        """Return the command line that a user's shell would start."""
        return [str(Path(sys.executable).parent / "aiwg"), *arguments]

    def deploy(self, source: Path, project: Path, platforms: tuple[str, ...]) -> Usage:
        """Deploy a source into a project and return what it cost. Raises Failed."""
        options = [option for id in platforms for option in ("--platform", id)]
        command = self.aiwg("deploy", "--quiet", "--source", str(source), "--project", str(project), *options)
        return run(command, self.env, project.parent)
