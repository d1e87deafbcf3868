"""Bounds of CPU time that mean the same on a slow, a busy and a fast machine."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import process_time
from typing import TypeVar

T = TypeVar("T")

REFERENCE = 0.018
"""Seconds of CPU that `_work` takes on the idle machine on which the bounds of the tests were chosen."""

TRIES = 4
"""How often what took too long is measured again: a neighbour makes some runs slow, and none fast."""

FLOOR = 0.012
"""Seconds of CPU that any run may cost; what is below tells nothing on a busy machine."""


class TooSlowError(AssertionError):
    """A test took more CPU time than it may."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when the block takes more CPU than these seconds on the machine of REFERENCE; children that end count."""
    start = _used()
    yield
    used = _used() - start
    if used >= seconds:
        times = slowness()
        if used / times >= seconds:
            raise TooSlowError(f"{used:.2f} s of CPU, {times:.1f} times as slow a machine, {seconds} s at most")


def quick(work: Callable[[], T], seconds: float) -> T:
    """Return what `work` returns; fail when it takes more seconds of CPU each time that it is tried."""
    for _ in range(TRIES - 1):
        try:
            with within(seconds):
                result = work()
        except TooSlowError:
            continue
        return result
    with within(seconds):
        return work()


def slowness() -> float:
    """Return how many times as long as on the machine of REFERENCE work takes now, at least 1."""
    return max(1.0, median(_seconds_of_work() for _ in range(5)) / REFERENCE)


def costs_at_most(times: float, small: Callable[[], float], large: Callable[[], float]) -> None:
    """Fail when a large input costs more than so many times a small one, the least of several runs of both."""
    pairs: list[tuple[float, float]] = []
    for _ in range(TRIES):
        pairs.append((small(), large()))
        least, most = map(min, zip(*pairs, strict=True))
        if most <= times * max(least, FLOOR):
            return
    raise TooSlowError(f"more than {times} times: {pairs}")


def _used() -> float:
    """Return the seconds of CPU that this process and its children that ended have used."""
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in each)


def _seconds_of_work() -> float:
    """Return what a fixed piece of work takes now: strings, numbers, dicts and calls, as in any program."""
    start = process_time()
    _work()
    return process_time() - start


def _work() -> int:
    counts: dict[str, int] = {}
    for number in range(30_000):
        word = f"{number % 1000:04}".upper().strip("0")
        counts[word] = counts.get(word, 0) + len(word) * number
    return sum(sorted(counts.values())[-100:])
