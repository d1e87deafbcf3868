"""The cases of our own: startup, deploys, checks, growth."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.bench_room import OURS, Room
from bench.floor import copied
from bench.measure import Measurement, Usage, count_files, median, run
from bench.platform_sets import PlatformSets

STATE = (".aiwg",)
STARTS = 31
HAS_FINDINGS = 5
"""How doctor ends where a platform cuts instructions as long as those of a thousand artifacts."""


@dataclass(frozen=True, slots=True)
class Deploys:
    """A size of source and a set of platforms, with the number of runs."""

    name: str
    size: str
    platforms: tuple[str, ...]
    runs: int
    is_growth: bool = False


def deploys(sets: PlatformSets) -> list[Deploys]:
    """Return the combinations that are measured."""
    return [
        Deploys("20x3", "20", sets.three, 7),
        Deploys("1000x3", "1000", sets.three, 3),
        Deploys("1000x42", "1000", sets.all, 2),
        Deploys("full x12", "full", sets.twelve, 2),
        Deploys("5000x3", "5000", sets.three, 2, is_growth=True),
        Deploys("20000x3", "20000", sets.three, 1, is_growth=True),
    ]


def startup(room: Room) -> Iterator[Measurement]:
    """Measure `aiwg --version` and an interpreter that does nothing, in turns."""
    commands = {"aiwg --version": room.aiwg("--version"), "python -c pass": [sys.executable, "-c", "pass"]}
    for command in commands.values():
        run(command, room.env, room.work)
    costs: dict[str, list[Usage]] = {name: [] for name in commands}
    for _ in range(STARTS):
        for name, command in commands.items():
            costs[name].append(run(command, room.env, room.work))
    for name, usages in costs.items():
        yield median(OURS if name.startswith(OURS) else "floor", name, usages)


def measure_deploys(room: Room, case: Deploys) -> Iterator[Measurement]:
    """Measure first deploys, deploys with nothing to do, after one edit, checks, and the floor of a first deploy."""
    source = room.copy(room.source(case.size), "edited")
    costs: dict[str, list[Usage]] = {name: [] for name in ("first", "no-op", "no-op, stats differ", "one edit")}
    floors, checks, doctors, project = [], [], [], room.work
    for number in range(case.runs):
        project = room.fresh(f"project-{case.size}")
        costs["first"].append(room.deploy(source, project, case.platforms))
        costs["no-op"].append(room.deploy(source, project, case.platforms))
        (source / "rules" / "rule-00001.md").touch()
        costs["no-op, stats differ"].append(room.deploy(source, project, case.platforms))
        _edit(source / "rules" / "rule-00001.md", number)
        costs["one edit"].append(room.deploy(source, project, case.platforms))
        if can_sync(room):
            checks.append(run(room.aiwg("sync", "--check", "--quiet", "--project", str(project)), room.env, room.work))
        doctor = room.aiwg("doctor", "--project", str(project))
        doctors.append(run(doctor, room.env, room.work, accepted=(0, HAS_FINDINGS)))
        floors.append(copied(room, project))
    files = count_files(project, STATE)
    for name, usages in costs.items():
        yield median(OURS, f"{case.name} {name}", usages, files if name == "first" else None)
    if checks:
        yield median(OURS, f"{case.name} sync --check", checks)
    yield median(OURS, f"{case.name} doctor", doctors)
    yield median("floor", f"{case.name} first", floors, files, "cp -r of the outputs, then fsync of each")


def can_sync(room: Room) -> bool:
    """Say whether this version has `aiwg sync`."""
    return has_command(room, "sync", "--help")


def has_command(room: Room, *arguments: str) -> bool:
    """Say whether a command line ends well."""
    from bench.measure import Failed

    try:
        run(room.aiwg(*arguments), room.env, room.work)
    except Failed:
        return False
    return True


def _edit(file: Path, number: int) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"\nEdit {number}.\n")
