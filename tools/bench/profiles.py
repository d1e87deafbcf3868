"""Where the time or the memory of a missed goal goes, by the rooms of our code: one line for each."""

from __future__ import annotations

import os
import pstats
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

from bench import checkout, corpus
from bench.bench_room import OURS, ROOT, Room
from bench.goals import MEBIBYTES, Goal
from bench.groups import cases
from bench.measure import Failed, run
from bench.ours import EDIT, EDITED, FIRST, HAS_FINDINGS, Case
from bench.platform_sets import PlatformSets

SHOWN = 6
MILLION = 1_000_000
SAVES = 20
CODE = str(ROOT / "src" / "aiwg")
IMPORTS = ("marshal.loads", "builtins.exec", "builtins.compile", "builtins.__build_class__", "_imp.")
SYSTEM = ("posix.", "io.open", "_io.", "fcntl.", "_ctypes", "'stat'")
Function = tuple[str, int, str]


def line(room: Room, sets: PlatformSets, goal: Goal) -> str:
    """Return the shares of the rooms in what a goal measures, the largest first. Raises Failed."""
    group, step = goal.profiled
    file = room.work / f"{len(list(room.work.iterdir()))}.profile"
    if goal.unit == MEBIBYTES:
        command = [sys.executable, "-m", "bench.memory_profile", str(file)]
        shares = Counter(dict(_memory(_run(room, sets, group, step, command, file))))
    elif group in ("watch", "checkout"):
        shares = _times(_profiled_saves(room, sets, group, step, file))
    else:
        command = [sys.executable, "-m", "cProfile", "-o", str(file)]
        shares = _times(_run(room, sets, group, step, command, file))
    total = sum(shares.values())
    shown = [f"{name} {share / total:.0%}" for name, share in shares.most_common(SHOWN)]
    return ", ".join(shown).replace("%", " %")


def _run(room: Room, sets: PlatformSets, group: str, step: str, command: list[str], file: Path) -> Path:
    """Run a step of ours under a profiler. Raises Failed."""
    case = next((case for case in cases(sets) if case.name == group), None)
    program = room.aiwg("--version")
    if case is not None:
        program = _prepared(room, case, step)
    run([*command, *program], _with_tools(room), room.work, (0, HAS_FINDINGS))
    return file


def _prepared(room: Room, case: Case, step: str) -> list[str]:
    source, project = room.copy(room.source(case.size), "profiled"), room.fresh("profiled")
    options = [word for id in case.platforms for word in ("--platform", id)]
    deploy = room.aiwg("deploy", "--quiet", "--source", str(source), "--project", str(project), *options)
    if step == FIRST:
        return deploy
    room.run(deploy, room.work)
    if step == EDIT:
        _append(source / next(corpus.files(OURS, EDITED))[0])
    elif step in ("status", "list", "doctor"):
        asking = room.aiwg(step, "--project", str(project))
        room.run(asking, room.work, (0, HAS_FINDINGS))
        return asking
    return deploy


def _profiled_saves(room: Room, sets: PlatformSets, group: str, step: str, file: Path) -> Path:
    size = checkout.SIZE if group == "checkout" else step.partition(" ")[2]
    source, project = room.copy(room.source(size), "profiled"), room.fresh("profiled")
    room.deploy(source, project, sets.three)
    artifacts = [EDITED]
    if group == "checkout":
        changed = (artifact for artifact in room.artifacts(size) if artifact.number % 5 < 2)
        artifacts = list(islice(changed, max(1, checkout.CHANGED // room.scale)))
    files = [str(source / next(corpus.files(OURS, artifact))[0]) for artifact in artifacts]
    count = 1 if group == "checkout" else SAVES
    words = ["-m", "bench.save_in_process", "--profile", str(file), str(project), str(count), *files]
    run([sys.executable, *words], _with_tools(room), room.work)
    return file


def _with_tools(room: Room) -> dict[str, str]:
    return {**room.env, "PYTHONPATH": str(ROOT / "tools")}


def _append(file: Path) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write("\nOne more sentence.\n")


def _times(file: Path) -> Counter[str]:
    """Return the microseconds of each room. What is built in counts for its caller, or as import or system call."""
    if not file.exists():
        raise Failed("the profiler wrote nothing")
    shares: Counter[str] = Counter()
    stats: dict[Function, tuple[int, int, float, float, dict[Function, tuple[int, int, float, float]]]]
    stats = pstats.Stats(str(file)).stats  # type: ignore[attr-defined]
    for function, (_, _, own, _, callers) in stats.items():
        room = _room_of(function)
        if room:
            shares[room] += round(own * MILLION)
            continue
        for caller, (_, _, called, _) in callers.items():
            shares[_room_of(caller) or "Python itself"] += round(called * MILLION)
    return shares


def _room_of(function: Function) -> str:
    """Return the room of a function; nothing for what is built in and belongs to its callers."""
    path, _, name = function
    if path == "~":
        if any(part in name for part in IMPORTS):
            return "imports"
        return "system calls" if any(part in name for part in SYSTEM) else ""
    if "importlib" in path or name in ("<module>", "_find_and_load"):
        return "imports"
    return room_of_file(path)


def room_of_file(path: str) -> str:
    """Return the room that a file of ours is in, or whose file it is."""
    if path.startswith(f"{CODE}{os.sep}"):
        return path[len(CODE) + 1 :].partition(os.sep)[0].removesuffix(".py")
    return "libraries" if "site-packages" in path else "standard library"


def _memory(file: Path) -> list[tuple[str, int]]:
    rows = (row.rpartition(" ") for row in file.read_text(encoding="utf-8").splitlines())
    return [(name, int(size)) for name, _, size in rows]
