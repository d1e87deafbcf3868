"""A run of aiwg in a process of its own, on a pseudo-terminal or beside one."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 40.0
"""How long a run may take: a machine at work is slow."""


@dataclass(frozen=True)
class TerminalRun:
    """What a run wrote to its terminal, and how it ended: None if it did not end in time."""

    text: str
    code: int | None


def run_on_terminal(
    words: Sequence[str],
    folder: Path,
    *,
    columns: int = 80,
    answers: Sequence[tuple[str, bytes]] = (),
    program: str = "",
    more: Mapping[str, str] | None = None,
) -> TerminalRun:
    """Run aiwg on a terminal of so many columns; answer each text that it prints by typing bytes.

    `program` is Python that runs before it, to make a step slow.
    """
    code = f"{program}\nimport sys\nfrom aiwg.__main__ import main\nsys.argv = ['aiwg', *sys.argv[1:]]\nmain()"
    left = list(answers)
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "CI")}
        os.execve(
            sys.executable,
            [sys.executable, "-c", code, *words],
            {**environment, "TERM": "xterm", "HOME": str(folder.parent), **(more or {})},
        )
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    text, seen, end = "", 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            read = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            read = b""
        if not read:
            break
        text += read.decode("utf-8", "replace")
        if left and left[0][0] in text[seen:]:
            seen = len(text)
            os.write(terminal, left.pop(0)[1])
    status = _status(process, end)
    os.close(terminal)
    return TerminalRun(text.replace("\r\n", "\n"), status)


def _status(process: int, end: float) -> int | None:
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.kill(process, 9)
            os.waitpid(process, 0)
            return None
        time.sleep(0.02)
