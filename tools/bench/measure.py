"""Running a command and saying what it cost: CPU of the whole process tree, wall time, memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

KIB_PER_MIB = 1024


class Failed(Exception):
    """A command that is measured did not do its work."""

    @property
    def reason(self) -> str:
        """Return the last line of what was said, which says why."""
        return str(self).splitlines()[-1]


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run cost: CPU seconds, wall seconds, peak MiB of its largest process, seconds of CPU in user mode."""

    cpu: float
    wall: float
    peak: float
    user: float = 0.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What a step of a tool cost in one round; `files` is how many it wrote, where they were counted."""

    tool: str
    step: str
    usage: Usage
    files: int | None = None


def environment(home: Path) -> dict[str, str]:
    """Return a fixed environment: an empty home, nothing that moves a folder or a language."""
    home.mkdir(parents=True, exist_ok=True)
    return {"HOME": str(home), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "NO_COLOR": "1"}


def run(command: Sequence[str], env: Mapping[str, str], folder: Path, accepted: Iterable[int] = (0,)) -> Usage:
    """Run a command and return its cost. Raises Failed when it ends with another exit code than those accepted.

    The kernel adds what a process's ended children used to its own. Peak memory is at least that of this process,
    about 20 MiB, as a child starts as its copy.
    """
    output = folder.parent / f"{folder.name}.output"
    with output.open("wb") as stream:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=dict(env), stdout=stream, stderr=stream)  # noqa: S603 - ours
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        said = output.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise Failed(f"{' '.join(command)[:300]}\nended with {process.returncode}:\n{said}")
    return Usage(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / KIB_PER_MIB, usage.ru_utime)


def steady(once: Callable[[], Usage], runs: int = 3) -> Usage:
    """Return the medians of some runs of a step that is too short for one run alone."""
    rows = [(each.cpu, each.wall, each.peak, each.user) for each in (once() for _ in range(runs))]
    return Usage(*(statistics.median(values) for values in zip(*rows, strict=True)))


def count_files(folder: Path, besides: Iterable[str] = ()) -> int:
    """Return how many files are in a folder, without those in its own folders named in `besides`."""
    skipped = {str(folder / name) for name in besides}
    count = 0
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if os.path.join(here, name) not in skipped]
        count += len(files)
    return count
