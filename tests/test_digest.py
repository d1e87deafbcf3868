"""Hashes, which come from two makers: one for few bytes, and one for many."""

from __future__ import annotations

import hashlib

from aiwg.core import digest as module
from aiwg.core.digest import FEW_BYTES, digest


def test_a_hash_does_not_depend_on_how_much_was_hashed() -> None:
    """Each hash is that of hashlib, before and after there was enough to hash to load it."""
    made = module._Sha256()
    for size in (0, 1, 64, 5000, FEW_BYTES - 5065, 1, 70, FEW_BYTES, 3):
        data = bytes(number % 251 for number in range(size))
        assert made.of(data).hexdigest() == digest(data) == hashlib.sha256(data).hexdigest()
    assert made.of is hashlib.sha256
