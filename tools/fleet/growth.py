"""A thousand repositories in one run: whether the last hundred cost what the first hundred cost."""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path

from fleet import scripts
from fleet.rolling import Roller
from fleet.rounds import Fleet

PART = 100
MOST = 1.1
"""How much more than a repository of the first hundred one of the last hundred may cost, and memory likewise."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a run had used after some repositories: CPU seconds with all that it started, and MiB that it holds."""

    done: int
    cpu: float
    memory: float


def run_growth(fleet: Fleet) -> list[str]:
    """Deploy to each repository once; print a row for each hundred; return what is wrong."""
    marks = _watched(fleet.roller, fleet)
    print(f"{'repositories':<16}{'CPU s each':>12}{'MiB held':>10}")
    costs = []
    for before, after in itertools.pairwise(marks):
        costs.append((after.cpu - before.cpu) / (after.done - before.done))
        print(f"{before.done + 1:>6} to {after.done:<6}{costs[-1]:>12.3f}{after.memory:>10.1f}")
    wrong = []
    if costs[-1] > MOST * costs[0]:
        wrong.append(f"the last {PART} cost {costs[-1] / costs[0]:.2f} of the first")
    if marks[-1].memory > MOST * marks[1].memory:
        wrong.append(f"memory: {marks[1].memory:.1f} MiB after {PART}, {marks[-1].memory:.1f} at the end")
    return wrong


def _watched(roller: Roller, fleet: Fleet) -> list[Mark]:
    process = roller.start(fleet.all, scripts.first(fleet.source.url))
    marks, stat = [Mark(0, 0.0, 0.0)], Path(f"/proc/{process.pid}/stat")
    while len(marks) <= len(fleet.all) // PART:
        done = roller.report.read_bytes().count(b"\n")
        if done >= PART * len(marks):
            words = stat.read_text().rpartition(") ")[2].split()
            cpu = sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")
            marks.append(Mark(done, cpu, int(words[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20))
        if process.poll() is not None and done < PART * len(marks):
            break
        time.sleep(0.02)
    process.wait()
    return marks
