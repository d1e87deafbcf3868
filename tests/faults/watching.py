"""Running `aiwg sync --watch` in a process of its own, and waiting for what it tells."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .harness import CODE, SECONDS, Box

Event = dict[str, Any]

COMMAND = ("sync", "--watch", "--json", "--project", "project")
RUN = """
import sys
{prelude}
from aiwg.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


class Watch:
    """A watch under way; its lines are gathered as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.events: list[Event] = []
        self._queue: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._gather, daemon=True).start()

    def _gather(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._queue.put(line)
        self._queue.put(None)

    def next(self, seconds: float) -> Event | None:
        """Return the next thing told, None when there is none for some seconds or at the end."""
        try:
            line = self._queue.get(timeout=seconds)
        except queue.Empty:
            return None
        if line is None:
            self._queue.put(None)
            return None
        event: Event = json.loads(line)
        assert event["schema"] == "aiwg.watch/1"
        self.events.append(event)
        return event

    def until(self, wanted: Callable[[Event], bool] | str, seconds: float = SECONDS) -> Event:
        """Return the first thing told that is wanted: by its event or its code, or by a function."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            event = self.next(max(0.0, end - time.monotonic()))
            if event is None and self.process.poll() is not None:
                break
            if event is not None and (
                wanted in (event["event"], event.get("code")) if isinstance(wanted, str) else wanted(event)
            ):
                return event
        raise AssertionError(f"{wanted} was not told: {self.events}")

    def calm(self, seconds: float = 0.4) -> list[Event]:
        """Return all that is told until nothing is for some seconds."""
        found = []
        while (event := self.next(seconds)) is not None:
            found.append(event)
        return found

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """End it by a signal; return its exit code and what it said on standard error."""
        self.process.send_signal(number)
        code = self.process.wait(SECONDS)
        assert self.process.stderr is not None
        return code, self.process.stderr.read()


@contextmanager
def watching(
    box: Box, *arguments: str, prelude: str = "", start: bool = True, around: Sequence[str] = ()
) -> Iterator[Watch]:
    """Watch the project of a box, by a command `around` it if any; it is ended at the latest when the block is."""
    process = subprocess.Popen(
        [*around, sys.executable, "-c", RUN.format(prelude=prelude), *COMMAND, *arguments],
        env={**os.environ, "PYTHONPATH": CODE},
        cwd=box.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watch = Watch(process)
    try:
        if start:
            watch.until("started")
            watch.calm(0.3)
        yield watch
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()


def soon(holds: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.01)
