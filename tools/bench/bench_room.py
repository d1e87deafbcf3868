"""Where a run of the benchmarks works: its folders, its sources and how our own command is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench import corpus, node
from bench.corpus import Artifact
from bench.measure import Usage, environment, run

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "build" / "bench-cache"
ROOMS = ROOT / "build" / "bench"
OURS = "aiwg"
REALISTIC = "realistic"
REALISTIC_COUNT = 488
"""As many as the largest of the counted sources has that hold agents, skills and commands: wshobson/agents."""

FEWEST = 8


@dataclass(frozen=True, slots=True)
class Room:
    """A folder on a real disk for sources and projects, and a fixed environment.

    `scale` divides the number of artifacts of every tree: more than 1 only tries whether everything runs.
    """

    work: Path
    env: dict[str, str]
    scale: int = 1

    @classmethod
    def make(cls, scale: int) -> Room:
        """Return an empty room. Nothing is deleted before or while it is measured in.

        On ext4 a new file costs ten times as much for half a minute after many were deleted: of 2,400 files the kernel
        took 3.2 s instead of 0.3 s. No user deletes a thousand artifacts right before deploying as many.
        """
        ROOMS.mkdir(parents=True, exist_ok=True)
        base = Path(tempfile.mkdtemp(dir=ROOMS))
        # Projects lie in a repository, and ours ignores this folder: git is asked about all that is deployed. The home
        # folder lies outside of it: approvals in a checkout do not count.
        work = base / "work"
        subprocess.run(["git", "init", "--quiet", str(work)], check=True)  # noqa: S603, S607 - git from PATH
        env, own_node = environment(base / "home"), node.folder(CACHE)
        return cls(work, {**env, "PATH": f"{own_node}:{env['PATH']}"} if own_node else env, scale)

    @staticmethod
    def clear_all() -> None:
        """Delete this room and those that were left."""
        shutil.rmtree(ROOMS, ignore_errors=True)

    def artifacts(self, size: str) -> list[Artifact]:
        """Return the artifacts of a size: a number of equal ones, or the realistic ones."""
        if size == REALISTIC:
            return corpus.realistic(max(FEWEST, REALISTIC_COUNT // self.scale))
        return corpus.even(max(FEWEST, int(size) // self.scale))

    def source(self, size: str, layout: str = OURS) -> Path:
        """Return the source tree of a size in a layout, written when it is first asked for."""
        root = self.work / f"source-{layout}-{size}"
        if not root.exists():
            corpus.write(layout, root, self.artifacts(size))
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

    def run(self, command: list[str], folder: Path, accepted: tuple[int, ...] = (0,)) -> Usage:
        """Run a command when the disk has nothing left to do, and return what it cost. Raises Failed."""
        os.sync()
        return run(command, self.env, folder, accepted)

    def aiwg(self, *arguments: str) -> list[str]:
        """Return the command line that a user's shell would start."""
        return [str(Path(sys.executable).parent / "aiwg"), *arguments]

    def deploy(self, source: Path, project: Path, platforms: tuple[str, ...]) -> Usage:
        """Deploy a source into a project and return what it cost. Raises Failed."""
        options = [option for id in platforms for option in ("--platform", id)]
        command = self.aiwg("deploy", "--quiet", "--source", str(source), "--project", str(project), *options)
        return self.run(command, project.parent)
