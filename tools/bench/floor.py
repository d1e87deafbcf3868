"""What the disk and the kernel ask for anyway: copying the outputs and syncing them."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.bench_room import OURS, Room
from bench.measure import Measurement, Usage, count_files, median, run
from bench.platform_sets import PlatformSets

STATE = ".aiwg"
COPY_AND_SYNC = 'cp -r "$1" "$2" && find "$2" -print0 | xargs -0 sync'
"""`sync FILE...` of coreutils calls fsync for each: every file and folder, as a deploy does."""

RUNS = 5
PROBES = 200


def copied(room: Room, project: Path) -> Usage:
    """Return the cost of copying the outputs of a project, without our state, and syncing the copies."""
    outputs, target = room.fresh("outputs"), room.fresh("copied") / "outputs"
    for entry in project.iterdir():
        if entry.name != STATE:
            (outputs / entry.name).hardlink_to(entry) if entry.is_file() else shutil.copytree(
                entry, outputs / entry.name
            )
    return run(["sh", "-c", COPY_AND_SYNC, "sh", str(outputs), str(target)], room.env, room.work)


def one_by_one(room: Room, sets: PlatformSets) -> Iterator[Measurement]:
    """Measure a deploy of 400 artifacts to one platform, and plainly writing and syncing the same files one by one."""
    source, ours, plain, files = room.source("400"), [], [], 0
    for _ in range(RUNS):
        project = room.fresh("one-platform")
        ours.append(room.deploy(source, project, sets.three[:1]))
        files = count_files(project, (STATE,))
        plain.append(_written(project, room.fresh("plain")))
    yield median(OURS, "400x1 first", ours, files)
    yield median("floor", "400x1 first", plain, files, "written and fsynced one by one")
    probes = list(_probes(room.fresh("probes")))
    yield Measurement("floor", "one fsync", 0.0, statistics.median(probes), 0.0, len(probes))


def _written(project: Path, target: Path) -> Usage:
    contents = {
        path.relative_to(project): path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file() and STATE not in path.relative_to(project).parts
    }
    began, used = time.perf_counter(), time.process_time()
    for path, content in contents.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        _write_synced(target / path, content)
    return Usage(time.process_time() - used, time.perf_counter() - began, 0.0)


def _probes(folder: Path) -> Iterator[float]:
    for number in range(PROBES):
        descriptor = os.open(folder / str(number), os.O_WRONLY | os.O_CREAT)
        try:
            os.write(descriptor, b"x" * 3000)
            began = time.perf_counter()
            os.fsync(descriptor)
            yield time.perf_counter() - began
        finally:
            os.close(descriptor)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb", buffering=0) as stream:
        stream.write(content)
        os.fsync(stream.fileno())
