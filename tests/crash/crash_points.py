"""The instrument: count every call of a run that writes, and at the n-th one die, fail or be interrupted.

The run happens in a forked child, so that dying is real and nothing of it stays behind. All functions of `os` that
write are replaced there, and `open` for writing; a lock makes the counting right across threads.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiwg.apply import exchange, file_system
from aiwg.cli.app import run

BEFORE, AFTER, HALF = "killed before", "killed after", "killed halfway"
INTERRUPT = "interrupted"
ERRORS = ("ENOSPC", "EIO", "EINTR", "EMFILE", "EROFS")
CALLS = (
    "write", "pwrite", "ftruncate", "fsync", "fchmod", "fchown", "chmod", "chown", "setxattr",
    "rename", "replace", "link", "unlink", "mkdir", "rmdir",
)  # fmt: skip
OPENS_TO_WRITE = os.O_CREAT | os.O_WRONLY | os.O_RDWR | os.O_TRUNC | os.O_APPEND
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at the n-th call that writes (from 1): a death, the name of an error, or an interrupt."""

    at: int
    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its exit code (None: it was killed), what it said, the calls it made."""

    exit: int | None
    said: str
    calls: tuple[str, ...]


class Points:
    """Counts the calls of this process that write, and lets the fault happen at its point."""

    def __init__(self, fault: Fault | None) -> None:
        self.fault = fault
        self.calls: list[str] = []
        self.lock = threading.Lock()
        self.written: set[int] = set()

    def install(self) -> None:
        """Replace the functions that write, for as long as this process lives."""
        for name in CALLS:
            setattr(os, name, self._counted(name, getattr(os, name)))
        exchange.renameat2 = self._counted("renameat2", exchange.renameat2)
        file_system.sync_file_system = self._counted("syncfs", file_system.sync_file_system)
        os.open = self._open(os.open)
        os.close = self._close(os.close)
        opened = self._builtin_open(io.open)
        io.open = builtins.open = opened

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            kind = self._arrive(name)
            if kind == HALF and name == "write":
                real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                die()
            try:
                return real(*arguments, **more)
            finally:
                if kind in (AFTER, HALF):
                    die()

        return call

    def _open(self, real: Callable[..., int]) -> Callable[..., int]:
        counted = self._counted("open", real)

        def call(path: Any, flags: int, *arguments: Any, **more: Any) -> int:
            if not flags & OPENS_TO_WRITE:
                return real(path, flags, *arguments, **more)
            descriptor: int = counted(path, flags, *arguments, **more)
            self.written.add(descriptor)
            return descriptor

        return call

    def _close(self, real: Callable[..., None]) -> Callable[..., None]:
        counted = self._counted("close", real)

        def call(descriptor: int) -> None:
            if descriptor in self.written:
                self.written.discard(descriptor)
                try:
                    counted(descriptor)
                except OSError:
                    real(descriptor)  # Linux closes it all the same
                    raise
            else:
                real(descriptor)

        return call

    def _builtin_open(self, real: Callable[..., Any]) -> Callable[..., Any]:
        counted = self._counted("open()", real)

        def call(file: Any, mode: str = "r", *arguments: Any, **more: Any) -> Any:
            return (counted if set(mode) & set("wax+") else real)(file, mode, *arguments, **more)

        return call

    def _arrive(self, name: str) -> str:
        """Count a call; fail, die or be interrupted before it, or return what is to happen after it."""
        with self.lock:
            self.calls.append(name)
            kind = self.fault.kind if self.fault and len(self.calls) == self.fault.at else ""
        if kind == BEFORE:
            die()
        if kind == INTERRUPT:
            raise KeyboardInterrupt
        if kind in ERRORS:
            number = getattr(errno, kind)
            raise OSError(number, os.strerror(number))
        return kind


def die() -> None:
    """End this process at once, as the kernel does when it runs out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def fork() -> int:
    """Fork without the warning about the threads of a test runner: the child uses none of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return os.fork()


def run_apart(arguments: Sequence[str], report: Path, fault: Fault | None = None) -> Outcome:
    """Run the command line in a child with a fault; `report` is a file for what it says and counts."""
    child = fork()
    if child == 0:
        _be_the_child(arguments, report, fault)
    _, status = os.waitpid(child, 0)
    calls, _, said = report.read_text(encoding="utf-8", errors="replace").partition("\n--\n")
    said, _, counted = said.rpartition("\n--\n") if os.WIFEXITED(status) else (calls + said, "", "")
    return Outcome(os.WEXITSTATUS(status) if os.WIFEXITED(status) else None, said, tuple(counted.split()))


def _be_the_child(arguments: Sequence[str], report: Path, fault: Fault | None) -> None:
    code = 99
    try:
        signal.alarm(SECONDS)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stream = report.open("w", encoding="utf-8")
        stream.write("\n--\n")
        sys.stdout = sys.stderr = stream
        points = Points(fault)
        points.install()
        code = run(arguments)
        stream.write("\n--\n" + " ".join(points.calls))
        stream.flush()
    finally:
        os._exit(code)
