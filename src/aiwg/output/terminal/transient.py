"""One line on the terminal that says how far a slow command is, and goes away before anything else is printed.

It goes to standard error, which is never the result. A timer of the system shows it, and no thread: a command that ends
within half a second only sets a timer and stops it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from aiwg.core.progress import begin_step, current_step
from aiwg.output import console
from aiwg.output.terminal.width import columns_of, width_of

SHOWN_AFTER, SHOWN_EVERY = 0.5, 0.2
"""Seconds until the line is shown, and between two of its updates."""

_CLEAR = "\r\x1b[K"

_shown: list[str] = []
"""The line that stands on the terminal, if any."""


@contextmanager
def transient_progress(command: str) -> Iterator[None]:
    """Show the current step while a block takes longer than half a second; a person sees standard error.

    `command` is shown until the first step is named.
    """
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    begin_step(command)
    before = signal.signal(signal.SIGALRM, _tick)
    console.before_output.append(clear_line)
    signal.setitimer(signal.ITIMER_REAL, SHOWN_AFTER, SHOWN_EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        console.before_output.remove(clear_line)
        clear_line()


def show_wait(text: str) -> None:
    """Show at once what somebody waits for, and leave the terminal alone until an empty text ends the wait.

    Another program may ask for a password meanwhile. Nothing is shown where no progress is.
    """
    if clear_line not in console.before_output:
        return
    signal.setitimer(signal.ITIMER_REAL, *((0, 0) if text else (SHOWN_AFTER, SHOWN_EVERY)))
    clear_line()
    if text:
        _show(text)


@contextmanager
def paused() -> Iterator[None]:
    """Show nothing while a person answers a question."""
    if clear_line not in console.before_output:
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, 0)
    clear_line()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, SHOWN_AFTER, SHOWN_EVERY)


def clear_line() -> None:
    """Take the line away, if it is there."""
    if _shown:
        line = _shown.pop()
        dumb = os.environ.get("TERM") == "dumb"
        _write(f"\r{' ' * len(line)}\r" if dumb else _CLEAR)


def _tick(number: int, frame: FrameType | None) -> None:
    """Show the current step. Not through `sys.stderr`: the program may be in the middle of a write to it."""
    text = current_step()
    if text:
        _show(text)


def _show(text: str) -> None:
    """Show a line, cut at the end of the terminal, in the place of the one before."""
    columns = (columns_of(sys.stderr) or 80) - 1
    while width_of(text) > columns:
        text = text[: columns - 3].rstrip() + "..." if text.isascii() else text[:-1]
    if _shown == [text]:
        return
    clear_line()
    _shown[:] = [text]
    _write(text)


def _write(text: str) -> None:
    with suppress(OSError, ValueError):
        os.write(sys.stderr.fileno(), text.encode(sys.stderr.encoding or "utf-8", "backslashreplace"))
