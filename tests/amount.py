"""The size of tests that could go on for ever: enough for every change in `make test`, more in `make thorough`."""

from __future__ import annotations

import os
from typing import Final

TIMES: Final = int(os.environ.get("AIWG_THOROUGH", "1"))
"""How many times as much as in `make test`: AIWG_THOROUGH, 1 when it is not set."""


def times(quick: int) -> int:
    """Return how many examples, seeds or steps to try where `make test` tries `quick`."""
    return quick * TIMES
