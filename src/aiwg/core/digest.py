"""Hashes of bytes and of values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

MOST_NODES: Final = 100_000


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, as hexadecimal text."""
    return hashlib.sha256(data).hexdigest()


def text_digest(data: bytes) -> str:
    """Return the SHA-256 of a text with LF line ends: the same on every system."""
    return digest(data.replace(b"\r\n", b"\n"))


def digest_value(value: Any) -> str:
    """Return the SHA-256 of a JSON-like value, independent of key order."""
    return digest(
        json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    )


def contains_value(document: Any, wanted: str) -> bool:
    """Say whether a document holds a value of a hash, however deep; of a very large one its first part is looked at."""
    waiting, left = [document], MOST_NODES
    while waiting and left:
        left -= 1
        node = waiting.pop()
        if _digest_of(node) == wanted:
            return True
        if isinstance(node, Mapping):
            for key, value in node.items():
                waiting.append(value)
                if isinstance(value, str) and _digest_of({str(key): value}) == wanted:
                    return True
        elif isinstance(node, list):
            waiting += node
    return False


def _digest_of(value: Any) -> str:
    try:
        return digest_value(value)
    except (TypeError, ValueError, RecursionError):
        return ""
