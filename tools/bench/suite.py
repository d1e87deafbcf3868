"""A whole run: every group in its rounds, first all of them once, then again while there is time."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench import peers
from bench.bench_room import ROOT, Room
from bench.group import Group
from bench.groups import all_groups
from bench.kept import Run
from bench.measure import Sample
from bench.peers import Peer
from bench.platform_sets import load


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked for: some groups or all, a number of rounds or the usual ones, the scale, and the minutes."""

    only: tuple[str, ...]
    rounds: int | None
    scale: int
    minutes: float

    @property
    def key(self) -> str:
        """Return what tells whether an unfinished run may go on as this one."""
        return f"{','.join(self.only)} {self.rounds} {self.scale} {_commit()} {time.strftime('%Y-%m-%d')}"


def measure(asked: Asked) -> Run:
    """Run what is asked for, or go on with it, print what it finds, and return it."""
    room, installed, missing = Room.make(asked.scale), [], {}
    for peer in peers.PEERS:
        if peer.install():
            installed.append(peer)
        else:
            missing[peer.name] = f"{peer.package} could not be installed"
    run = Run.begin(asked.key, {**_head(room, installed), "scale": asked.scale, "missing": missing})
    chosen = all_groups(room, load(), installed, asked.rounds)
    if unknown := set(asked.only) - {group.name for group in chosen}:
        sys.exit(f"There is no group {', '.join(sorted(unknown))}: {', '.join(group.name for group in chosen)}")
    chosen = [group for group in chosen if not asked.only or group.name in asked.only]
    _warm_up(room, installed)
    for group, number in turns(chosen, run, time.monotonic() + 60 * asked.minutes):
        _run_round(run, group, number)
    return run


def turns(chosen: Sequence[Group], run: Run, until: float) -> Iterator[tuple[Group, int]]:
    """Yield the groups with the numbers of their rounds. The first round of each is measured in any case."""
    done = {group.name: run.rounds_of(group) for group in chosen}
    for number in range(max(group.rounds for group in chosen)):
        for group in chosen:
            took = run.results["groups"].get(group.name, {}).get("seconds", [0.0])[-1]
            if done[group.name] == number < group.rounds and (number == 0 or time.monotonic() + took < until):
                yield group, number
                done[group.name] += 1


def _run_round(run: Run, group: Group, number: int) -> None:
    load_before, began, samples = os.getloadavg()[0], time.monotonic(), []
    print(f"{group.name}, round {number + 1} of {group.rounds}", flush=True)
    for sample in group.run_round(number):
        _show(sample)
        samples.append(sample)
    for name, reason in group.skipped.items():
        print(f"  left out: {name}: {reason}", flush=True)
    run.add(group, samples, load_before, time.monotonic() - began)


def _warm_up(room: Room, installed: Sequence[Peer]) -> None:
    """Run everything once: what an interpreter compiles when it first runs is no cost of a deploy."""
    three, source, project = load().three, room.source("20"), room.fresh("warm")
    room.deploy(source, project, three)
    for command in ("status", "list", "doctor"):
        room.run(room.aiwg(command, "--project", str(project)), room.work)
    for peer in installed:
        room.run([str(peer.program), "--version"], room.work)


def _head(room: Room, installed: Sequence[Peer]) -> dict[str, Any]:
    versions = {"aiwg": _version(), **{peer.name: peer.version for peer in installed}}
    return {"machine": _machine(room), "versions": versions, "not had": peers.NOT_HAD}


def _version() -> str:
    from aiwg import __version__

    return f"{__version__}, commit {_commit()}"


def _commit() -> str:
    return _said("git", "-C", str(ROOT), "rev-parse", "--short=10", "HEAD") or "unknown"


def _machine(room: Room) -> str:
    """Return the class of the machine: cores, system, Python, Node."""
    node = _said(shutil.which("node", path=room.env["PATH"]) or "node", "--version").lstrip("v")
    parts = [f"{os.cpu_count()} cores", platform.system(), f"Python {platform.python_version()}"]
    return ", ".join([*parts, f"Node {node}"] if node else parts)


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - fixed
    except (OSError, subprocess.CalledProcessError):
        return ""


def _show(sample: Sample) -> None:
    usage = sample.usage
    print(
        f"  {sample.tool:9} {sample.step:14} {usage.cpu:8.3f} s CPU ({usage.user:.3f} user) {usage.wall:8.3f} s "
        f"{usage.peak:6.0f} MiB {sample.files or ''}",
        flush=True,
    )
