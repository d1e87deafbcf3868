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
from bench.bench_room import Room
from bench.measure import Failed, environment
from bench.platform_sets import load

FILE = Path(__file__).parent / "instructions.yaml"
HEAD = "# Instructions in millions, by minor version of Python. Written by `make check-speed WRITE=1`.\n"
ALLOWED = 1.05
SAME_BUILD = 0.02
BARE = "python -c pass"
COLLECTED = re.compile(r"Collected : (\d+)")
MILLION = 1_000_000


def count(command: list[str], env: dict[str, str], folder: Path) -> float:
    """Return how many million instructions a command runs. Raises Failed."""
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, *command]
    done = subprocess.run(valgrind, env=env, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    found = COLLECTED.search(done.stderr)
    if done.returncode or found is None:
        raise Failed(f"{' '.join(command)} was not counted:\n{done.stderr[-2000:]}")
    return int(found[1]) / MILLION


def counted() -> Iterator[tuple[str, float]]:
    """Yield what is counted: its name and millions of instructions. All is compiled before."""
    # A path of the same length everywhere: paths are parts of what is hashed, joined and parsed.
    with tempfile.TemporaryDirectory(prefix="aiwg-speed-", dir="/tmp") as name:
        work = Path(name)
        room = Room(work, {**environment(work / "home"), "PYTHONHASHSEED": "0", "PATH": os.defpath})
        script, sets = room.aiwg()[0], load()
        yield BARE, count(["-c", "pass"], room.env, work)
        room.deploy(_source(work, 20), room.fresh("warm"), sets.three)
        yield "startup", count([script, "--version"], room.env, work)
        for size in (20, 1000):
            source, project = _source(work, size), room.fresh(f"project-{size}")
            options = [part for id in sets.three for part in ("--platform", id)]
            deploy = [script, "deploy", "-q", "--source", str(source), "--project", str(project), *options]
            if size == 20:
                yield "20x3 first", count(deploy, room.env, work)
            subprocess.run([sys.executable, *deploy], env=room.env, cwd=work, check=True)  # noqa: S603 - ours
            yield f"{size}x3 no-op", count(deploy, room.env, work)


def _source(work: Path, size: int) -> Path:
    source = work / f"source-{size}"
    if not source.exists():
        corpus.write("aiwg", source, corpus.even(size))
    return source


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
