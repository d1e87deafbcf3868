"""Regular expressions that are compiled when they are first needed: most files need few of them."""

from __future__ import annotations

import re
from functools import cache


@cache
def compiled(pattern: bytes, flags: int = 0) -> re.Pattern[bytes]:
    """Return a pattern of bytes, compiled once."""
    return re.compile(pattern, flags)
