"""Hashes of bytes and of values."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash as HASH
    from typing import Any, Final

MOST_NODES: Final = 100_000

FEW_BYTES: Final = 512 * 1024
"""So many bytes are hashed without OpenSSL. To load it takes as long as that, and it hashes four times as fast."""


class _Sha256:
    """Makes hashes, with OpenSSL when there is much to hash. `of` returns that of bytes."""

    def __init__(self) -> None:
        self._left = FEW_BYTES
        self.of: Callable[[bytes], HASH] = self._of_few

    def _of_few(self, data: bytes) -> HASH:
        self._left -= len(data)
        if self._left >= 0:
            try:
                return _python_sha256(data)
            except ImportError:  # not every Python has its own
                self._left = 0
        import hashlib

        self.of = hashlib.sha256
        return hashlib.sha256(data)


def _python_sha256(data: bytes) -> HASH:
    """Return a hash as Python makes it where it is built without OpenSSL. Raises ImportError."""
    if sys.version_info >= (3, 12):
        from _sha2 import sha256
    else:
        from _sha256 import sha256  # type: ignore[import-not-found]  # not in the stubs of the library
    made: HASH = sha256(data)
    return made


_sha256 = _Sha256()


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, as hexadecimal text."""
    return _sha256.of(data).hexdigest()


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
