"""Putting off Ctrl-C and the like while something must be finished."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PUT_OFF = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


@contextmanager
def put_off() -> Iterator[None]:
    """Let interrupts wait until the block has ended; they are raised then."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _PUT_OFF)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
