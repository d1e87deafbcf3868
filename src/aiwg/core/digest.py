"""Hashes of bytes and of values."""

from __future__ import annotations

import hashlib
import json
from typing import Any


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
