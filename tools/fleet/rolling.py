"""One run of integrations/rollout/rollout.py, killed in between if need be, with what it cost."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.bench_room import ROOT
from bench.measure import Failed, environment
from tests.fetching.remote import Remote

from fleet.scripts import counted, seconds

ROLLOUT = ROOT / "integrations" / "rollout" / "rollout.py"
BRANCH = "aiwg/update"
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "context-bot"), ("EMAIL", "context-bot@example.com"))
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did: the line of its report for each remote's URL, its CPU seconds and those of aiwg in it."""

    lines: Mapping[str, Mapping[str, Any]]
    cpu: float
    aiwg: float

    def count(self, state: str) -> int:
        """Return how many repositories have a state."""
        return sum(line["state"] == state for line in self.lines.values())


class Roller:
    """The place from which a fleet is rolled out to."""

    def __init__(self, folder: Path, jobs: int = 2) -> None:
        self.folder, self.jobs = folder, jobs
        self.times = folder / "times"
        self.times.mkdir(parents=True)
        self.report = folder / "report"
        self.list = folder / "remotes.txt"
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**environment(folder / "home"), **IDENTITY, "PATH": path}

    def start(self, remotes: Iterable[Remote], script: str) -> subprocess.Popen[bytes]:
        """Start a run over some remotes."""
        self.list.write_text("".join(f"{remote.url}\n" for remote in remotes), encoding="utf-8")
        self.report.write_text("", encoding="utf-8")
        command = [sys.executable, str(ROLLOUT), "--branch", BRANCH, "--message", "Update the AI context"]
        command += ["--work", str(self.folder / "work"), "--jobs", str(self.jobs), "--report", str(self.report)]
        line = [*command, str(self.list), "--", "bash", "-c", counted(script, self.times)]
        with (self.folder / "output").open("wb") as output:
            return subprocess.Popen(line, env=self.environment, stdout=output, stderr=output)  # noqa: S603 - ours

    def kill(self, remotes: Iterable[Remote], script: str, chance: random.Random) -> float:
        """Start a run and kill it with all that it started, some time later; return the time, in seconds."""
        process = self.start(remotes, script)
        lived = chance.uniform(0.3, 6)
        time.sleep(lived)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return lived

    def run(self, remotes: Iterable[Remote], script: str) -> Result:
        """Run to the end. Raises Failed when it breaks off."""
        seconds(self.times)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        if self.start(remotes, script).wait() not in (0, 1):
            raise Failed((self.folder / "output").read_text(encoding="utf-8")[-2000:])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        lines = [json.loads(line) for line in self.report.read_text(encoding="utf-8").splitlines()]
        return Result({line["remote"]: line for line in lines}, cpu, seconds(self.times))
