"""Putting off Ctrl-C and the like while something must be finished."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_PUT_OFF = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def defer_interrupts() -> Iterator[None]:
    """Let interrupts wait until the block has ended; they come in then.

    The handlers are replaced, as blocking the signals would not do: another thread would take them, and Python
    would still raise KeyboardInterrupt here.
    """
    threading = sys.modules.get("threading")  # without it there is one thread
    if threading and threading.current_thread() is not threading.main_thread():  # the main one alone may set handlers
        yield
        return
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.getsignal(number) for number in _PUT_OFF}
    known = {number: handler for number, handler in before.items() if handler not in (None, signal.SIG_IGN)}
    for number in known:
        signal.signal(number, note)
    try:
        yield
    finally:
        for number, handler in known.items():
            signal.signal(number, handler)
        for waiting in dict.fromkeys(came):
            signal.raise_signal(waiting)
