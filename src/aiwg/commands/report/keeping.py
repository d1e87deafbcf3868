"""Keeping a page current while aiwg watches: made again after a change, by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from aiwg.watch.events import Applied, Drifted, Failed, News, Recovered, Started, Warned

CHANGING = (Started, Applied, Failed, Recovered, Drifted, Warned)
"""News after which the page may say something else."""

QUIET_SECONDS = 0.3
"""How long it waits for further news: a save often brings several."""

LAST_SECONDS = 10.0
"""How long the end of a watch waits for a page that is being made."""


class PageKeeper:
    """Makes a page anew after news; one at a time, and once more if there were news meanwhile.

    A process of its own leaves the watch as small and as quick as it is without a page.
    """

    def __init__(self, file: Path, project: Path, scope: str | None, failed: Callable[[str], None]) -> None:
        self._command = [
            sys.executable, "-m", "aiwg", "report", "--html", os.path.abspath(file), "--project",
            os.path.abspath(project), "--scope", scope or "project",
        ]  # fmt: skip
        self._failed = failed
        self._wanted, self._ends = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="report", daemon=True)
        self._thread.start()

    def hear(self, news: News) -> None:
        """Note that the page may be out of date."""
        if isinstance(news, CHANGING):
            self._wanted.set()

    def end(self) -> None:
        """Let a page that is being made be finished."""
        self._ends.set()
        self._wanted.set()
        self._thread.join(LAST_SECONDS)

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            if self._ends.wait(QUIET_SECONDS):
                return
            self._wanted.clear()
            self._make()

    def _make(self) -> None:
        try:
            done = subprocess.run(  # noqa: S603  # aiwg itself
                self._command, stdin=subprocess.DEVNULL, capture_output=True, check=False, start_new_session=True
            )
        except OSError as error:
            self._failed(f"aiwg cannot make the report: {error.strerror}")
            return
        if not WROTE.intersection(done.stdout.decode("utf-8", "replace").split()[:1]):
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            self._failed(f"aiwg cannot write the report: {lines[0] if lines else f'exit {done.returncode}'}")


WROTE = frozenset(("Wrote", "Unchanged:"))
"""The first words of what a report that wrote its page says, also where a source is broken."""
