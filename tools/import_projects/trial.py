"""A copy of a project to try a tool on, and what a command costs there."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.measure import environment

AIWG = str(Path(sys.executable).parent / "aiwg")


class Cost(NamedTuple):
    """Seconds of CPU of a command and its children, peak MiB of the largest, and its exit code."""

    cpu: float
    peak: float
    code: int


class Trial:
    """A copy of a project in a folder of its own, with a home folder that is empty."""

    def __init__(self, project: Path, work: Path) -> None:
        self.home = work / "home"
        self.folder = work / "trial" / project.name
        shutil.rmtree(work / "trial", ignore_errors=True)
        shutil.copytree(project, self.folder, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        self.env = environment(self.home)
        subprocess.run(["git", "init", "-q", str(self.folder)], check=True, env=self.env)  # noqa: S603, S607 - ours

    def aiwg(self, *words: str) -> tuple[int, str]:
        """Run aiwg in the project; return its exit code and what it printed."""
        words = (AIWG, *words)
        done = subprocess.run(words, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        if "Traceback" in done.stderr:
            raise RuntimeError(f"{' '.join(words)} in {self.folder.name}:\n{done.stderr[-3000:]}")
        return done.returncode, done.stdout

    def state(self) -> dict[str, str]:
        """Return the hash, or the target, of each file of the project."""
        return {os.path.relpath(path, self.folder): _hash(path) for path in _files(self.folder)}


def _files(folder: Path) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        yield from (
            os.path.join(here, name) for name in (*files, *(n for n in folders if os.path.islink(f"{here}/{n}")))
        )


def _hash(path: str) -> str:
    info = os.lstat(path)
    if stat.S_ISLNK(info.st_mode):
        return f"link {os.readlink(path)}"
    return f"{info.st_mode:o} {hashlib.sha256(Path(path).read_bytes()).hexdigest()}"


_MEASURING = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
found = resource.getrusage(resource.RUSAGE_CHILDREN)
print(found.ru_utime + found.ru_stime, found.ru_maxrss / 1024, code)
"""
"""Runs a command from a small process: the peak of a child counts from the copy of its parent on."""


def cost(command: Sequence[str], trial: Trial) -> Cost:
    """Run a command in a project, whatever its exit code, and return what it cost."""
    words = [sys.executable, "-S", "-c", _MEASURING, *command]
    said = subprocess.run(words, cwd=trial.folder, env=trial.env, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    cpu, peak, code = said.stdout.split()
    return Cost(float(cpu), float(peak), int(code))
