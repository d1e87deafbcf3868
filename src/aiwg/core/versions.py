"""Whether a version is one that a project asks for: `>=0.2, <1`.

The comparisons of PEP 440 for plain versions such as 0.2 and 1.0.3. The `packaging` library does the same and more, but
takes longer to import than a whole run with nothing to do.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from aiwg.core.patterns import lazy_pattern

_CLAUSE = lazy_pattern(r"(>=|<=|==|!=|~=|>|<)\s*(\d{1,9}(?:\.\d{1,9}){0,5})(\.\*)?")
_VERSION = lazy_pattern(r"(\d+(?:\.\d+)*)(.*)", re.DOTALL)

Release = tuple[int, ...]


def satisfies(version: str, wanted: str) -> bool:
    """Say whether a version is one of those wanted; one that comes before a release (`rc`, `dev`) is below it.

    Raises ValueError for a text that wants nothing that can be compared.
    """
    clauses = [_CLAUSE.fullmatch(part.strip()) for part in wanted.split(",")]
    found = _VERSION.match(version)
    if found is None or not all(clauses):
        raise ValueError(wanted)
    release, is_final = _release(found[1]), not re.match(r"[.-]?(a|b|rc|dev)", found[2])
    return all(_holds(release, is_final, match[1], match[2], bool(match[3])) for match in clauses if match)


def _holds(release: Release, is_final: bool, operator: str, text: str, is_prefix: bool) -> bool:
    wanted = _release(text)
    order = _compared(release, wanted) or (0 if is_final else -1)
    if is_prefix or operator == "~=":
        head = wanted if is_prefix else wanted[:-1]
        alike = release[: len(head)] == head
        if operator == "~=":
            return alike and order >= 0
        return alike == (operator != "!=")
    return {
        ">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0, "==": order == 0, "!=": order != 0,
    }[operator]  # fmt: skip


def _release(text: str) -> Release:
    return tuple(int(part) for part in text.split("."))


def _compared(one: Release, other: Release) -> int:
    """Return below 0, 0 or above 0 as one release comes before another, is the same, or comes after."""
    for left, right in zip_longest(one, other, fillvalue=0):
        if left != right:
            return -1 if left < right else 1
    return 0
