"""How long a save takes until every output that it changes is current, with tools that watch: all of them in turn."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from bench.bench_room import OURS, Room
from bench.corpus import Artifact
from bench.measure import KIB_PER_MIB, Failed, Sample, Usage

LONGEST_WAIT = 60.0
POLL = 0.002
PAUSE = 0.4
"""Between saves of one tree: longer than any debounce."""

CALM, CALM_STEP, LONGEST_CALM = 3, 0.05, 5.0
"""A watcher is idle again when its CPU time stood still this many times in a row, so many seconds apart."""

STILL = 0.0005
SHARED_EVERY = 4
"""One rule in so many is for everything, so its text is in a file that it shares with others."""

TEMPORARY = ".aiwg-"
"""How the names of files begin that a deploy is still writing."""

TOKEN = re.compile(rb"token-[a-z]+-\d{5}\.")
KINDS = ("rules", "skills", "agents", "commands")


@dataclass(slots=True)
class Watch:
    """A watching process, the tree that it watches and the project that it writes to.

    `kinds` are the kinds of artifacts that the tool deploys while it watches.
    """

    tool: str
    size: str
    process: subprocess.Popen[bytes]
    source: Path
    project: Path
    kinds: Sequence[str] = KINDS

    def save(self, artifact: Artifact, outputs: Sequence[Path], mark: str) -> Usage:
        """Save an artifact with a mark in its text; return what it cost until all outputs hold it. Raises Failed.

        The CPU time is that of the watcher until it is idle again, the peak is its own so far.
        """
        path, text = next(corpus.files(self.tool, artifact))
        before, began = self.cpu(), time.perf_counter()
        (self.source / path).write_text(f"{text}\n{mark}\n", encoding="utf-8")
        await_marks(outputs, mark)
        wall = time.perf_counter() - began
        self.await_idle()
        return Usage(self.cpu() - before, wall, self.memory("VmHWM"))

    def cpu(self) -> float:
        """Return the CPU seconds that the process has used, with its threads that have ended. Raises Failed.

        The number of the clock of another process is made from its id: clock_getcpuclockid(3) does the same on Linux.
        """
        try:
            return time.clock_gettime((~self.process.pid << 3) | 2)
        except OSError:
            raise Failed(f"the watch of {self.tool} ended") from None

    def await_idle(self) -> None:
        """Return when its CPU time stands still."""
        until, known, calm = time.perf_counter() + LONGEST_CALM, self.cpu(), 0
        while calm < CALM and time.perf_counter() < until:
            time.sleep(CALM_STEP)
            now = self.cpu()
            calm = calm + 1 if now - known < STILL else 0
            known = now

    def memory(self, field: str) -> float:
        """Return VmRSS or VmHWM in MiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith(field)), 0) / KIB_PER_MIB

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(command: Sequence[str], room: Room, watch_source: Path, project: Path, size: str, tool: str) -> Watch:
    """Start a watching command."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=project, env=room.env, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 - ours
    return Watch(tool, size, process, watch_source, project)


def start_ours(room: Room, size: str, platforms: tuple[str, ...]) -> Watch:
    """Deploy a tree and watch it with aiwg. Raises Failed."""
    source, project = room.copy(room.source(size), "watched"), room.fresh("watching")
    room.deploy(source, project, platforms)
    return start(room.aiwg("sync", "--watch", "--project", str(project)), room, source, project, size, OURS)


class Saves:
    """Single saves under one watch: the same kinds and the same places in the tree for every size and tool."""

    def __init__(self, watch: Watch, room: Room, count: int) -> None:
        """Find the artifacts to save and their outputs, and save until the watcher sees it. Raises Failed."""
        self.watch = watch
        self._chosen = chosen(room.artifacts(watch.size), watch.kinds, count)
        self._outputs = outputs_by_token(watch, {artifact.token for artifact in self._chosen})
        self._settle()

    def once(self, number: int) -> Sample:
        """Save once and return what it cost. Raises Failed."""
        artifact = self._chosen[number % len(self._chosen)]
        usage = self.watch.save(artifact, self._outputs[artifact.token], f"saved-{number}.")
        time.sleep(PAUSE)
        return Sample(self.watch.tool, f"save {self.watch.size}", usage)

    def at_rest(self) -> Sample:
        """Return what the watcher holds in memory now."""
        return Sample(self.watch.tool, f"resident {self.watch.size}", Usage(0.0, 0.0, self.watch.memory("VmRSS")))

    def _settle(self) -> None:
        """Save until it is seen: nobody says when a watcher is ready."""
        deadline, number, artifact = time.perf_counter() + LONGEST_WAIT, 0, self._chosen[0]
        path, text = next(corpus.files(self.watch.tool, artifact))
        outputs = self._outputs[artifact.token]
        while time.perf_counter() < deadline and self.watch.process.poll() is None and outputs:
            number += 1
            (self.watch.source / path).write_text(f"{text}\nready-{number}.\n", encoding="utf-8")
            until = time.perf_counter() + 8
            while time.perf_counter() < until:
                if all(f"ready-{number}.".encode() in _read(output) for output in outputs):
                    time.sleep(PAUSE)
                    self.watch.await_idle()
                    return
                time.sleep(PAUSE)
        raise Failed(f"the watch of {self.watch.tool} does not see a save of {self.watch.size} artifacts")


def chosen(artifacts: Sequence[Artifact], kinds: Sequence[str], count: int) -> list[Artifact]:
    """Return the artifacts to save: of each kind in turn, all over the tree, and every eighth a rule for everything."""
    found = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        alike = [artifact for artifact in artifacts if artifact.kind == kind]
        place = (2 * number + 1) * len(alike) // (2 * count)
        if kind == "rules":
            shared = number % (2 * len(kinds)) == len(kinds)
            place = place - place % SHARED_EVERY + (0 if shared else 1)
        found.append(alike[min(place, len(alike) - 1)])
    return found


def outputs_by_token(watch: Watch, tokens: set[str]) -> dict[str, list[Path]]:
    """Return the files in the project that hold the text of an artifact, by its token."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in _texts(watch.project, watch.source, watch.tool):
        for token in {match.decode() for match in TOKEN.findall(path.read_bytes())} & tokens:
            found[token].append(path)
    return found


def await_marks(outputs: Sequence[Path], mark: str) -> None:
    """Return when every file holds the mark. Raises Failed when that takes too long."""
    wanted, waiting = mark.encode(), list(outputs)
    deadline = time.perf_counter() + LONGEST_WAIT
    while waiting := [path for path in waiting if wanted not in _read(path)]:
        if time.perf_counter() > deadline:
            raise Failed(f"{waiting[0].name} and {len(waiting) - 1} more are not current after {LONGEST_WAIT} s")
        time.sleep(POLL)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # being replaced
        return b""


def _texts(project: Path, source: Path, tool: str) -> Iterator[Path]:
    """Yield the files that a tool wrote: not our state, nor what it keeps of the sources, which lie in the project."""
    own = {".aiwg", f".{tool}", ".apm-local", "apm_modules"}
    for folder, folders, names in os.walk(project):
        folders[:] = [name for name in folders if name not in own and Path(folder, name) != source]
        yield from (Path(folder, name) for name in names if not name.startswith(TEMPORARY))
