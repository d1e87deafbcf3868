"""Values in documents of the user's, known again by their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.core.digest import digest_value

MOST_NODES = 100_000


def contains(document: Any, wanted: str) -> bool:
    """Say whether a document holds a value of a hash, however deep."""
    waiting, left = [document], MOST_NODES
    while waiting and left:
        left -= 1
        node = waiting.pop()
        if _hash(node) == wanted:
            return True
        if isinstance(node, Mapping):
            for key, value in node.items():
                waiting.append(value)
                if isinstance(value, str) and _hash({str(key): value}) == wanted:
                    return True
        elif isinstance(node, list):
            waiting += node
    return False


def _hash(value: Any) -> str:
    try:
        return digest_value(value)
    except (TypeError, ValueError, RecursionError):
        return ""
