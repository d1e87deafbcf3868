"""What the paths of an adapter's place look like, as a pattern that takes linear time whatever the adapter says."""

from __future__ import annotations

import functools
import re

from aiwg.core.globs import expression_of, literal
from aiwg.core.patterns import lazy_pattern

_VARIABLE = lazy_pattern(r"(\{[a-z:]+\}|\*+)")
_WHOLE_PATH = "{id:path}"


@functools.cache
def path_pattern(path: str) -> re.Pattern[str]:
    """Return the pattern that a path of a place fully matches: {id:path} is any path, * and other {words} one name."""
    parts = _VARIABLE.split(path)
    said = [_glob(part) if index % 2 else literal(part) for index, part in enumerate(parts)]
    return re.compile(expression_of("".join(said)))


def _glob(variable: str) -> str:
    if variable[0] == "*":
        return variable
    return "?**" if variable == _WHOLE_PATH else "?*"
