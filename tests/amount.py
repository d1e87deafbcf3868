"""The size and the seed of tests that could go on for ever: the same in every `make test`, more in `make thorough`."""

from __future__ import annotations

import os
import random
from typing import Final

TIMES: Final = int(os.environ.get("AIWG_THOROUGH", "1"))
"""How many times as much as in `make test`: AIWG_THOROUGH, 1 when it is not set."""


def times(quick: int) -> int:
    """Return how many examples, seeds or steps to try where `make test` tries `quick`."""
    return quick * TIMES


def seed_of(variable: str) -> int:
    """Return the seed that a variable gives; else 1, so that a landing does not hang on luck.

    With AIWG_RANDOM_TESTS=1 it is another one in each run; a test prints it.
    """
    new = random.randrange(10**6) if os.environ.get("AIWG_RANDOM_TESTS") else 1
    return int(os.environ.get(variable, new))
