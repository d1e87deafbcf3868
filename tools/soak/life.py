"""One life of a watch: started, sometimes where the system lets it watch little, and ended or killed."""

# ruff: noqa: S603 - our own commands
from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

WATCH = ("-m", "aiwg", "sync", "--watch", "--json", "--project", "project")


@dataclass(frozen=True, slots=True)
class Limit:
    """What the kernel allows in a user namespace of its own: `what` is `watches` or `instances` of inotify."""

    what: str
    count: int

    def command(self, command: list[str]) -> list[str]:
        """Return a command line that runs another one under this limit."""
        script = f'echo {self.count} > /proc/sys/user/max_inotify_{self.what} && exec "$@"'
        return ["unshare", "--user", "--map-root-user", "sh", "-c", script, "sh", *command]

    def __str__(self) -> str:
        return f"with {self.count} {self.what} of inotify"


def can_limit() -> bool:
    """Say whether this system lets us set limits for a process of ours."""
    try:
        done = subprocess.run(Limit("watches", 5).command(["true"]), capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


@dataclass(slots=True)
class Life:
    """A watch from start to end. `looks` are its resident memory in KiB, each time that all was calm."""

    process: subprocess.Popen[bytes]
    said: Path
    limit: Limit | None = None
    began: float = field(default_factory=time.monotonic)
    looks: list[int] = field(default_factory=list)

    @classmethod
    def begin(cls, root: Path, environment: Mapping[str, str], number: int, limit: Limit | None = None) -> Life:
        """Start a watch in a folder that holds `project`, and give it a second."""
        command, said = [sys.executable, *WATCH], root / f"said-{number:03}"
        command = limit.command(command) if limit else command
        with open(said, "wb") as stream:
            process = subprocess.Popen(command, cwd=root, env=environment, stdout=stream, stderr=stream)
        time.sleep(1.0)
        return cls(process, said, limit)

    def look(self) -> None:
        """Note how much memory it uses. Raises AssertionError when it has ended."""
        if self.process.poll() is not None:
            raise AssertionError(f"the watch ended with {self.process.returncode}")
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        self.looks.append(next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")))

    def kill(self) -> None:
        """End it as a crash does."""
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        """End it; return its exit code. Shells let what runs in the background ignore Ctrl-C: so by SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)

    def count(self, event: str) -> int:
        """Return how often it told of an event, by its name or code."""
        return self.said.read_text().count(f'"{event}"')

    def story(self) -> str:
        """Return a line about it: how long it lived, what it did, and its memory over that time."""
        how = f" {self.limit}" if self.limit else ""
        polled = ", looking every second" if self.count("polling") else ""
        done = f"{self.count('applied')} runs wrote, {self.count('problem')} problems"
        if not self.looks:
            return f"watch{how}{polled}: {done}"
        quarter = max(1, len(self.looks) // 4)
        first, last = (sum(part) // len(part) for part in (self.looks[:quarter], self.looks[-quarter:]))
        memory = f"KiB resident: {self.looks[0]} at first, {max(self.looks)} most, {first} in the first quarter"
        return f"watch{how}{polled}: {done}; {memory}, {last} in the last, of {len(self.looks)} looks"
