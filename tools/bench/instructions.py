"""Counts instructions, which no other load on a machine changes, and compares them with what was committed.

Counted by valgrind in this interpreter. The committed numbers hold for one minor version of Python and one build of
it: a bare `python -c pass` is counted too, and where that differs, the counts are printed and nothing is compared.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench import corpus
from bench.bench_room import FEWEST, OURS, ROOT, Room
from bench.measure import Failed, environment, run
from bench.ours import EDITED, HAS_FINDINGS
from bench.platform_sets import load

FILE = Path(__file__).parent / "instructions.yaml"
HEAD = "# Instructions in millions, by minor version of Python. Written by `make check-speed WRITE=1`.\n"
ALLOWED = 1.05
SAME_BUILD = 0.02
BARE = "python -c pass"
VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
"""Cachegrind that simulates no cache counts the same instructions as callgrind in half the time."""

COUNTED = re.compile(r"I +refs: +([\d,]+)")
MILLION = 1_000_000
SMALL, LARGER = 20, 100
FEW_SAVES, MORE_SAVES = 1, 3
"""A save costs the difference, by the number. The first one fills what the later ones find."""


def count(command: list[str], env: dict[str, str], folder: Path, accepted: tuple[int, ...] = (0,)) -> float:
    """Return how many million instructions a command runs. Raises Failed."""
    words = [*VALGRIND, sys.executable, *command]
    done = subprocess.run(words, env=env, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    found = COUNTED.search(done.stderr)
    if done.returncode not in accepted or found is None:
        raise Failed(f"{' '.join(command)} was not counted:\n{done.stderr[-2000:]}")
    return int(found[1].replace(",", "")) / MILLION


class Counter:
    """Counts what one tree of artifacts costs, deployed to three platforms."""

    def __init__(self, room: Room, size: int) -> None:
        """Write the tree."""
        self._room = room
        self._name = f"{size}x3"
        self._source = room.work / f"source-{size}"
        corpus.write(OURS, self._source, corpus.even(size))
        self._project = room.fresh(f"project-{size}")
        options = [part for id in load().three for part in ("--platform", id)]
        self._at = ("--project", str(self._project))
        self._deploy = ("deploy", "-q", "--source", str(self._source), *self._at, *options)
        self._edited = self._source / next(corpus.files(OURS, EDITED))[0]

    def first(self) -> Iterator[tuple[str, float]]:
        """Yield what a first deploy costs, into a folder that nothing else uses."""
        yield f"{self._name} first", self._count(*self._deploy)

    def deploy(self) -> None:
        """Deploy without counting."""
        run(self._room.aiwg(*self._deploy), self._room.env, self._room.work)

    def again(self) -> Iterator[tuple[str, float]]:
        """Yield what a run with nothing to do costs."""
        yield f"{self._name} no-op", self._count(*self._deploy)

    def asked(self) -> Iterator[tuple[str, float]]:
        """Yield what the commands cost that only look, each after runs that are not counted.

        The first one in a home folder may fill a cache there: its answer is not kept.
        """
        for command in ("status", "list", "doctor"):
            for _ in range(2):
                run(self._room.aiwg(command, *self._at), self._room.env, self._room.work, (0, HAS_FINDINGS))
            yield f"{self._name} {command}", self._count(command, *self._at)

    def edited(self) -> Iterator[tuple[str, float]]:
        """Yield what a sync costs after one rule changed."""
        for counts in (False, True):
            with self._edited.open("a", encoding="utf-8") as stream:
                stream.write("\nOne more sentence.\n")
            if counts:
                yield f"{self._name} one edit", self._count("sync", "-q", *self._at)
            else:
                run(self._room.aiwg("sync", "-q", *self._at), self._room.env, self._room.work)

    def saved(self) -> Iterator[tuple[str, float]]:
        """Yield what a save costs under a watch."""
        env = {**self._room.env, "PYTHONPATH": str(ROOT / "tools")}

        def words(saves: int) -> list[str]:
            return ["-m", "bench.save_in_process", str(self._project), str(saves), str(self._edited)]

        run([sys.executable, *words(1)], env, self._room.work)
        few, more = (count(words(saves), env, self._room.work) for saves in (FEW_SAVES, MORE_SAVES))
        yield f"{self._name} save", (more - few) / (MORE_SAVES - FEW_SAVES)

    def _count(self, *words: str) -> float:
        return count(self._room.aiwg(*words), self._room.env, self._room.work, (0, HAS_FINDINGS))


def counted() -> Iterator[tuple[str, float]]:
    """Yield what is counted: its name and millions of instructions."""
    # A path of the same length everywhere: paths are parts of what is hashed, joined and parsed.
    with tempfile.TemporaryDirectory(prefix="aiwg-speed-", dir="/tmp") as name:
        work = Path(name)
        room = Room(work, {**environment(work / "home"), "PYTHONHASHSEED": "0", "PATH": os.defpath})
        yield BARE, count(["-c", "pass"], room.env, work)
        warm = Counter(room, FEWEST)
        warm.deploy()
        yield "startup", count(room.aiwg("--version"), room.env, work)
        # One tree after the other: approvals of all projects are in one file, so a deploy is a change for all.
        for size in (SMALL, LARGER):
            yield from _of_tree(Counter(room, size), size == SMALL)


def _of_tree(counter: Counter, is_small: bool) -> Iterator[tuple[str, float]]:
    if is_small:
        yield from counter.first()
    else:
        counter.deploy()
    yield from counter.again()
    yield from counter.asked()
    yield from counter.edited() if is_small else counter.saved()


def check(is_writing: bool) -> int:
    """Print the counts and compare them, or write them down; return the exit code."""
    if shutil.which("valgrind") is None:
        print("valgrind is not installed: no instruction was counted")
        return 0
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    committed: dict[str, dict[str, float]] = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    before, now = committed.get(version, {}), {}
    for name, millions in counted():
        now[name] = round(millions, 1)
        print(f"{name:16} {millions:9.1f} million instructions{_change(millions, before.get(name))}", flush=True)
    if is_writing:
        FILE.write_text(HEAD + yaml.safe_dump({**committed, version: now}, sort_keys=False), encoding="utf-8")
        return 0
    if not _is_same_build(before, now):
        print(f"nothing is compared: no numbers for this build of Python {version}")
        return 0
    slower = [name for name in now if name in before and now[name] > before[name] * ALLOWED]
    for name in slower:
        print(f"{name} runs {now[name] / before[name] - 1:.1%} more instructions than committed", file=sys.stderr)
    if slower:
        print("Make it faster, or accept it with `make check-speed WRITE=1` and say why.", file=sys.stderr)
    return 1 if slower else 0


def _change(millions: float, before: float | None) -> str:
    return "" if not before else f"  {millions / before - 1:+.1%}"


def _is_same_build(before: dict[str, float], now: dict[str, float]) -> bool:
    return BARE in before and abs(now[BARE] / before[BARE] - 1) <= SAME_BUILD
