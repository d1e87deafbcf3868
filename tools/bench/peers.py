"""Other tools on the same artifacts, each in its own layout, installed from its registry at a fixed version."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from bench.bench_room import CACHE, Room
from bench.measure import Failed, Sample, count_files, steady
from bench.ours import EDIT, EDITED, FIRST, NOOP, Case
from bench.platform_sets import PlatformSets
from bench.watching import KINDS, Watch, start

FEATURES = ["rules", "commands", "subagents", "skills"]
APM_CONFIG = "name: bench\nversion: 1.0.0\ntargets: [claude, cursor, codex]\ndependencies:\n  apm: []\n"


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool, how it is installed and started, and how the platforms of a case are told to it.

    `watch` makes the command that watches from the one that deploys. `watched` are the kinds that it deploys then.
    """

    name: str
    package: str
    bare: tuple[str, ...]
    arguments: Callable[[Path, Case, PlatformSets], list[str]]
    watch: Callable[[list[str]], list[str]] | None = None
    watched: tuple[str, ...] = KINDS

    @property
    def version(self) -> str:
        """Return the version that is installed."""
        return self.package.replace("==", "@").rpartition("@")[2]

    @property
    def program(self) -> Path:
        """Return where its program is once it is installed."""
        return CACHE / f"{self.name}-{self.version}" / ("bin" if self._is_python else "node_modules/.bin") / self.name

    @property
    def _is_python(self) -> bool:
        return "==" in self.package

    def install(self) -> bool:
        """Install it into the cache unless it is there; return whether it runs then."""
        folder = CACHE / f"{self.name}-{self.version}"
        if not self.program.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for command in self._installation(folder):
                if shutil.which(command[0]) is None or subprocess.run(command, check=False).returncode:  # noqa: S603 - ours
                    return False
        return self.program.exists()

    def _installation(self, folder: Path) -> list[list[str]]:
        if self._is_python:
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", self.package]
            return [[sys.executable, "-m", "venv", str(folder)], pip]
        return [["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), self.package]]

    def prepared(self, room: Room, case: Case, sets: PlatformSets) -> tuple[Path, list[str]]:
        """Return a new project with the artifacts of a case in this tool's layout, and the command that deploys."""
        project = room.copy(room.source(case.size, self.name), f"{self.name}-{case.name.replace(' ', '-')}")
        return project, [str(self.program), *self.arguments(project, case, sets)]


def _rulesync_arguments(project: Path, case: Case, sets: PlatformSets) -> list[str]:
    config = {"targets": [sets.pairs[id] for id in case.platforms], "features": FEATURES}
    (project / "rulesync.jsonc").write_text(json.dumps(config), encoding="utf-8")
    return ["generate", "--silent"]


def _ruler_arguments(project: Path, case: Case, sets: PlatformSets) -> list[str]:
    agents = ["--agents", ",".join(sets.three)] if case.platforms == sets.three else []
    return ["apply", "--local-only", "--subagents", "--project-root", str(project), *agents]


def _apm_arguments(project: Path, case: Case, sets: PlatformSets) -> list[str]:
    (project / "apm.yml").write_text(APM_CONFIG, encoding="utf-8")
    return ["install", "--target", ",".join(sets.three)]


def _apm_compile(command: list[str]) -> list[str]:
    """Return the command of apm that watches: it writes the rules alone."""
    return [command[0], "compile", "--watch", *command[2:]]


NODE = ("node", "-e", "0")
PEERS = (
    Peer("rulesync", "rulesync@17.0.0", NODE, _rulesync_arguments, lambda command: [*command, "--watch"]),
    Peer("ruler", "@intellectronica/ruler@0.3.44", NODE, _ruler_arguments),
    Peer("apm", "apm-cli==0.35.0", (sys.executable, "-c", "pass"), _apm_arguments, _apm_compile, ("rules",)),
)
BY_NAME = {peer.name: peer for peer in PEERS}

NOT_HAD = {
    "ai-rulez": "its packages on PyPI (5.7.0) and npm (4.11.5) download a program from a code host",
    "skillshare": "no registry has it, and to build it needs Go 1.25",
}
"""Tools that could not be installed from a registry, and why: tried on 2026-11-30."""


def run_round(room: Room, peer: Peer, case: Case, sets: PlatformSets) -> Iterator[Sample]:
    """Measure a first run, a run with nothing to do, and where it is quick enough one after an edit. Raises Failed."""
    project, command = peer.prepared(room, case, sets)
    before = count_files(project)
    first = room.run(command, project)
    yield Sample(peer.name, FIRST, first, count_files(project) - before)
    yield Sample(peer.name, NOOP, room.run(command, project))
    if case.peers_edit and case.peers[peer.name] > 1:
        edited = project / next(corpus.files(peer.name, EDITED))[0]
        with edited.open("a", encoding="utf-8") as stream:
            stream.write("\nOne more sentence.\n")
        yield Sample(peer.name, EDIT, room.run(command, project))


def start_up(room: Room, peer: Peer) -> Iterator[Sample]:
    """Measure what a tool costs that only says its version, and its interpreter that does nothing."""
    yield Sample(peer.name, "--version", steady(lambda: room.run([str(peer.program), "--version"], room.work), 1))
    yield Sample(peer.name, "bare", steady(lambda: room.run(list(peer.bare), room.work), 1))


def start_watch(room: Room, peer: Peer, case: Case, sets: PlatformSets) -> Watch:
    """Deploy a case with a tool that can watch, and watch it. Raises Failed."""
    if peer.watch is None:
        raise Failed(f"{peer.name} cannot watch")
    project, command = peer.prepared(room, case, sets)
    words = peer.watch(command)
    room.run([word for word in words if word != "--watch"], project)
    watch = start(words, room, project, project, case.size, peer.name)
    watch.kinds = peer.watched
    return watch
