"""How long a save takes until every output that it changes is current, with a tool that watches."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import corpus
from bench.bench_room import CORPORA, OURS, Room
from bench.corpus import Artifact
from bench.measure import KIB_PER_MIB, Failed
from bench.platform_sets import PlatformSets

LONGEST_WAIT = 60.0
POLL = 0.002
PAUSE = 0.4
"""Between saves: longer than any debounce."""
CHECKED_OUT = 2000
TEMPORARY = ".aiwg-"
"""How the names of files begin that a deploy is still writing."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Watched:
    """Seconds from a save until all outputs are current, CPU seconds of the watcher per save, resident MiB."""

    tool: str
    case: str
    saves: int
    median: float
    p95: float
    cpu: float
    resident: float
    peak: float

    def as_json(self) -> dict[str, Any]:
        """Return it with rounded numbers."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Watch:
    """A watching process, the tree that it watches and the project that it writes to."""

    process: subprocess.Popen[bytes]
    source: Path
    project: Path
    layout: str

    def outputs(self, artifact: Artifact) -> list[Path]:
        """Return the files in the project that hold an artifact's text."""
        token = artifact.token.encode()
        return [path for path in _texts(self.project, self.source) if token in path.read_bytes()]

    def save(self, artifact: Artifact, outputs: Sequence[Path], mark: str) -> float:
        """Save an artifact with a mark in its text; return the seconds until all outputs hold it. Raises Failed."""
        path, text = next(corpus.files(self.layout, artifact))
        began = time.perf_counter()
        (self.source / path).write_text(f"{text}\n{mark}\n", encoding="utf-8")
        await_marks(outputs, mark)
        return time.perf_counter() - began

    def cpu(self) -> float:
        """Return the CPU seconds that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self, field: str) -> float:
        """Return VmRSS or VmHWM in MiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(field)) / KIB_PER_MIB

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


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


def _texts(project: Path, source: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(project):
        folders[:] = [name for name in folders if name != ".aiwg" and Path(folder, name) != source]
        yield from (Path(folder, name) for name in names if not name.startswith(TEMPORARY))


def start(command: Sequence[str], room: Room, watch_source: Path, project: Path, layout: str) -> Watch:
    """Start a watching command."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=project, env=room.env, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 - ours
    return Watch(process, watch_source, project, layout)


def saves(watch: Watch, size: str, case: str, count: int) -> Watched:
    """Measure single saves of artifacts of every kind, one after another."""
    artifacts = CORPORA[size]()
    chosen = [artifacts[(number * len(artifacts) // count + 1) % len(artifacts)] for number in range(count)]
    outputs = [watch.outputs(artifact) for artifact in chosen]
    _settle(watch, chosen[0], outputs[0])
    before, taken = watch.cpu(), []
    for number, artifact in enumerate(chosen):
        taken.append(watch.save(artifact, outputs[number], f"saved-{number}."))
        time.sleep(PAUSE)
    taken.sort()
    p95 = taken[min(len(taken) - 1, round(0.95 * len(taken)))]
    cpu, resident, peak = (watch.cpu() - before) / count, watch.memory("VmRSS"), watch.memory("VmHWM")
    return Watched(watch.layout, case, count, statistics.median(taken), p95, cpu, resident, peak)


def _settle(watch: Watch, artifact: Artifact, outputs: Sequence[Path]) -> None:
    """Save until it is seen: nobody says when a watcher is ready."""
    deadline = time.perf_counter() + LONGEST_WAIT
    path, text = next(corpus.files(watch.layout, artifact))
    number = 0
    while True:
        number += 1
        (watch.source / path).write_text(f"{text}\nready-{number}.\n", encoding="utf-8")
        until = time.perf_counter() + 8
        while time.perf_counter() < until:
            if all(f"ready-{number}.".encode() in _read(output) for output in outputs):
                time.sleep(PAUSE)
                return
            time.sleep(PAUSE)
        if time.perf_counter() > deadline or watch.process.poll() is not None:
            raise Failed(f"{watch.layout} does not see a save")


def ours(room: Room, sets: PlatformSets) -> Iterator[Watched]:
    """Measure our own watching, and at the largest size a checkout of another branch."""
    for size, count in (("20", 40), ("1000", 40), ("5000", 10)):
        source, project = room.copy(room.source(size), "watched"), room.fresh("watching")
        room.deploy(source, project, sets.three)
        watch = start(room.aiwg("sync", "--watch", "--project", str(project)), room, source, project, OURS)
        try:
            yield saves(watch, size, f"{size}x3 save", count)
            if size == "5000":
                yield _checkout(watch, room)
        finally:
            watch.stop()


def peer(room: Room, command: list[str], size: str, source: Path, count: int) -> Watched:
    """Measure the watching of rulesync, whose sources lie in the project itself."""
    watch = start(command, room, source, source, "rulesync")
    try:
        return saves(watch, size, f"{size}x3 save", count)
    finally:
        watch.stop()


def _checkout(watch: Watch, room: Room) -> Watched:
    """Measure `git checkout` of a branch in which 2000 files of the watched source differ."""
    changed = [each for each in CORPORA["5000"]() if each.number % 5 < 2][:CHECKED_OUT]
    git = ("git", "-c", "user.name=bench", "-c", "user.email=bench@localhost", "-C", str(watch.source))
    other = room.copy(watch.source, "other-branch")

    def run_git(*arguments: str) -> None:
        subprocess.run([*git, *arguments], check=True, capture_output=True, env=room.env)  # noqa: S603 - git

    def branch(name: str, mark: str) -> None:
        """Commit the marked files from a work tree that nobody watches."""
        for artifact in changed:
            path, text = next(corpus.files(OURS, artifact))
            (other / path).write_text(f"{text}\n{mark}\n", encoding="utf-8")
        tree = (f"--git-dir={watch.source / '.git'}", f"--work-tree={other}")
        run_git(*tree, "checkout", "--orphan", name)
        run_git(*tree, "add", "--all")
        run_git(*tree, "commit", "-m", name)

    run_git("init")
    branch("one", "branch-one.")
    branch("two", "branch-two.")
    run_git("symbolic-ref", "HEAD", "refs/heads/one")
    run_git("checkout", "--force", "one")
    outputs = _outputs_of(watch, {artifact.token.encode() for artifact in changed})
    await_marks(outputs, "branch-one.")
    time.sleep(5 * PAUSE)
    before, began = watch.cpu(), time.perf_counter()
    run_git("checkout", "--force", "two")
    await_marks(outputs, "branch-two.")
    taken = time.perf_counter() - began
    used, resident, peak = watch.cpu() - before, watch.memory("VmRSS"), watch.memory("VmHWM")
    return Watched(OURS, "checkout of 2000 files, 5000x3", 1, taken, taken, used, resident, peak)


def _outputs_of(watch: Watch, tokens: set[bytes]) -> list[Path]:
    texts = ((path, path.read_bytes()) for path in _texts(watch.project, watch.source))
    return [path for path, text in texts if any(token in text for token in tokens)]
