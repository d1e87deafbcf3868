"""Other tools on the same artifacts, each in its own layout, installed from its registry at a fixed version."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import watching
from bench.bench_room import CACHE, Room
from bench.measure import Measurement, Usage, count_files, median, run
from bench.platform_sets import PlatformSets
from bench.watching import Watched

FEATURES = ["rules", "commands", "subagents", "skills"]
APM_CONFIG = "name: bench\nversion: 1.0.0\ntargets: [claude, cursor, codex]\ndependencies:\n  apm: []\n"


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool, how it is installed and started, and how the targets of a case are told to it."""

    name: str
    package: str
    source_folder: str
    bare: tuple[str, ...]
    arguments: Callable[[Path, str, PlatformSets], list[str]]
    sizes: tuple[str, ...]

    @property
    def program(self) -> Path:
        """Return where its program is once it is installed."""
        return CACHE / self.name / ("bin" if self.name == "apm" else "node_modules/.bin") / self.name

    def install(self) -> bool:
        """Install it into the cache unless it is there; return whether it is there then."""
        if not self.program.exists():
            folder = CACHE / self.name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for command in self._installation(folder):
                if shutil.which(command[0]) is None or subprocess.run(command, check=False).returncode:  # noqa: S603 - ours
                    return False
        return self.program.exists()

    def _installation(self, folder: Path) -> list[list[str]]:
        if self.name == "apm":
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", self.package]
            return [[sys.executable, "-m", "venv", str(folder)], pip]
        return [["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), self.package]]


def _rulesync_arguments(project: Path, case: str, sets: PlatformSets) -> list[str]:
    chosen = sets.all if case.endswith("x42") else sets.three
    config = {"targets": [sets.pairs[id] for id in chosen], "features": FEATURES}
    (project / "rulesync.jsonc").write_text(json.dumps(config), encoding="utf-8")
    return ["generate", "--silent"]


def _ruler_arguments(project: Path, case: str, sets: PlatformSets) -> list[str]:
    agents = [] if case.endswith("x42") else ["--agents", ",".join(sets.three)]
    return ["apply", "--local-only", "--subagents", "--project-root", str(project), *agents]


def _apm_arguments(project: Path, case: str, sets: PlatformSets) -> list[str]:
    (project / "apm.yml").write_text(APM_CONFIG, encoding="utf-8")
    return ["install", "--target", ",".join(sets.three)]


RUNS = {"20x3": 5, "1000x3": 2, "1000x42": 1}
"""A run of another tool at the largest size takes up to a minute of CPU."""

NODE = ("node", "-e", "0")
PEERS = (
    Peer("rulesync", "rulesync@17.0.0", ".rulesync", NODE, _rulesync_arguments, ("20x3", "1000x3", "1000x42")),
    Peer("ruler", "@intellectronica/ruler@0.3.44", ".ruler", NODE, _ruler_arguments, ("20x3", "1000x3", "1000x42")),
    Peer("apm", "apm-cli==0.35.0", ".apm", (sys.executable, "-c", "pass"), _apm_arguments, ("20x3", "1000x3")),
)
NOTES = {
    ("ruler", "1000x42"): "all of its own targets, 32",
}


def measure(room: Room, peer: Peer, sets: PlatformSets) -> Iterator[Measurement]:
    """Measure the startup, first and no-op runs of a tool."""
    starts = [run([str(peer.program), "--version"], room.env, room.work) for _ in range(6)][1:]
    yield median(peer.name, "--version", starts)
    yield median(peer.name, "bare interpreter", [run(peer.bare, room.env, room.work) for _ in range(5)])
    for case in peer.sizes:
        size = case.partition("x")[0]
        runs = RUNS[case]
        first: list[Usage] = []
        again: list[Usage] = []
        files = 0
        for _ in range(runs):
            project = room.copy(room.source(size, peer.name), f"{peer.name}-{case}")
            command = [str(peer.program), *peer.arguments(project, case, sets)]
            before = count_files(project)
            first.append(run(command, room.env, project))
            files = count_files(project) - before
            again.append(run(command, room.env, project))
        note = NOTES.get((peer.name, case), "")
        yield median(peer.name, f"{case} first", first, files, note)
        yield median(peer.name, f"{case} no-op", again, None, note)


def measure_watching(room: Room, sets: PlatformSets) -> Iterator[Watched]:
    """Measure the saves of `rulesync generate --watch` with 20 and 1000 artifacts."""
    peer = PEERS[0]
    for size, count in (("20", 10), ("1000", 5)):
        project = room.copy(room.source(size, peer.name), f"watched-{peer.name}")
        command = [str(peer.program), *peer.arguments(project, f"{size}x3", sets)]
        run(command, room.env, project)
        yield watching.peer(room, [*command, "--watch"], size, project, count)
