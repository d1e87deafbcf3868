"""What the fuzzer feeds: a target, the documents to start from, and what it says when a promise is broken."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


class Broken(Exception):
    """A target gave an answer that breaks what it promises."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something to feed: `run` returns whether the text was accepted, and raises what no input may make it raise."""

    name: str
    seeds: tuple[str, ...]
    run: Callable[[str, random.Random], bool]


def check(holds: bool, promise: str) -> None:
    """Raise Broken unless the promise holds."""
    if not holds:
        raise Broken(promise)
