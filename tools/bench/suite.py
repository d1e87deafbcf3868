"""All the groups of cases, one after another, and what they find."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from bench import floor, ours, peers, watching
from bench.bench_room import Room
from bench.measure import Failed, Measurement
from bench.platform_sets import PlatformSets, load
from bench.watching import Watched

Found = Measurement | Watched


@dataclass(slots=True)
class Group:
    """What a group found, or why it could not be measured, and the least and the most load of the machine then."""

    name: str
    skipped: str = ""
    found: list[Found] = field(default_factory=list)
    load: tuple[float, float] = (0.0, 0.0)


def groups(room: Room, sets: PlatformSets) -> dict[str, Callable[[], Iterable[Found]]]:
    """Return the groups by name, in the order in which they run."""
    found: dict[str, Callable[[], Iterable[Found]]] = {"startup": partial(ours.startup, room)}
    for case in ours.deploys(sets):
        found[case.name] = partial(ours.measure_deploys, room, case)
    found["floor"] = partial(floor.one_by_one, room, sets)
    found["watch"] = partial(watching.ours, room, sets)
    for peer in peers.PEERS:
        found[peer.name] = partial(peers.measure, room, peer, sets)
    found["rulesync watch"] = partial(peers.measure_watching, room, sets)
    return found


def measure(only: Sequence[str]) -> Iterator[Group]:
    """Run the groups, all or those named; print what they find, and yield each with it."""
    room, sets = Room.make(), load()
    for name, run_group in groups(room, sets).items():
        if only and name not in only:
            continue
        group = Group(name, why_not(name, room))
        loads = [os.getloadavg()[0]]
        try:
            for each in run_group() if not group.skipped else ():
                _show(each)
                group.found.append(each)
                loads.append(os.getloadavg()[0])
        except Failed as failure:
            group.skipped = str(failure).splitlines()[0]
        if group.skipped:
            print(f"{name}: {group.skipped}", file=sys.stderr, flush=True)
        group.load = (min(loads), max(loads))
        yield group


def why_not(group: str, room: Room) -> str:
    """Return why a group cannot be measured here, or nothing."""
    if group == "watch" and not ours.has_command(room, "sync", "--help"):
        return "this version has no `aiwg sync --watch`"
    for peer in peers.PEERS:
        if group.split(" ")[0] == peer.name and not peer.install():
            return f"{peer.package} could not be installed"
    return ""


def machine() -> str:
    """Return the class of the machine: cores, system, Python, Node."""
    parts = [f"{os.cpu_count()} cores", platform.system(), f"Python {platform.python_version()}"]
    try:
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S607 - from PATH
        parts.append(f"Node {node.strip().lstrip('v')}")
    except (OSError, subprocess.CalledProcessError):
        pass
    return ", ".join(parts)


def _show(each: Found) -> None:
    if isinstance(each, Watched):
        print(
            f"{each.tool:9} {each.case:32} {each.median * 1000:7.0f} ms, p95 {each.p95 * 1000:.0f} ms, "
            f"{each.cpu * 1000:.0f} ms CPU, {each.resident:.0f} MiB",
            flush=True,
        )
    else:
        print(
            f"{each.tool:9} {each.case:32} {each.cpu:8.3f} s CPU ({each.user:.3f} user) {each.wall:8.3f} s "
            f"{each.peak:6.0f} MiB {each.files or ''}",
            flush=True,
        )
