"""Running a command of the user's after each change: in the background, one at a time, for a bounded time."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from aiwg.core.errors import Exit, UserError

SECONDS = 60.0
"""How long the command may take."""

SCHEMA = "aiwg.watch/1"


class Notifier:
    """Runs a command; what changes while it runs is told by one further run. No shell is involved.

    The command gets `{"schema", "event": "applied", "changes": [{"scope", "action", "path"}]}` on standard input. What
    it prints goes to standard error.

    Raises UserError (usage) when the words are none.
    """

    def __init__(self, command: str, folder: Path, seconds: float = SECONDS) -> None:
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise UserError(f"aiwg cannot read --notify: {error}.", exit=Exit.USAGE) from None
        if not self._words:
            raise UserError("--notify needs a command.", exit=Exit.USAGE)
        self._folder = folder
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._changes: list[dict[str, str]] = []

    @property
    def is_running(self) -> bool:
        """Say whether the command runs now."""
        return self._process is not None

    def tell(self, scope: str, changes: Sequence[tuple[str, str]]) -> None:
        """Note what changed; the next `step` starts the command."""
        self._changes += ({"scope": scope, "action": action, "path": path} for action, path in changes)

    def step(self, failed: Callable[[str], None]) -> None:
        """See to the command: start it, end it when it takes too long, and say when it failed."""
        if self._process is not None:
            code = self._process.poll()
            if code is None and time.monotonic() - self._started < self._seconds:
                return
            if code is None:
                self.stop()
                failed(f"{self._words[0]} took longer than {self._seconds:g} s and aiwg ended it")
            elif code:
                failed(f"{self._words[0]} ended with {code}" if code > 0 else f"{self._words[0]} ended with a signal")
            self._process = None
        if self._changes:
            self._start(failed)

    def _start(self, failed: Callable[[str], None]) -> None:
        text = json.dumps({"schema": SCHEMA, "event": "applied", "changes": self._changes}, ensure_ascii=False)
        self._changes = []
        with tempfile.TemporaryFile() as told:  # a pipe could be full before the command reads it
            told.write(text.encode("utf-8", "surrogateescape"))
            told.seek(0)
            try:
                self._process = subprocess.Popen(  # noqa: S603 - the user's own command, and no shell
                    self._words, cwd=self._folder, stdin=told, stdout=2, start_new_session=True
                )
                self._started = time.monotonic()
            except (OSError, ValueError) as error:
                failed(f"{self._words[0]} cannot be run: {getattr(error, 'strerror', None) or error}")

    def stop(self) -> None:
        """End the command and what it started."""
        if self._process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, number)
                self._process.wait(0.2)
                break
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self._process.poll()
