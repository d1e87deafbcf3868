"""Every regular expression of the package, on strings made to let it backtrack."""

from __future__ import annotations

import os
import random
import secrets

from .pumps import all_patterns, slow

MOST = int(os.environ.get("PUMPS", "15"))
"""Strings for each expression; `PUMPS=5000` tries many more."""


def test_no_regular_expression_backtracks() -> None:
    """No expression of the package takes more than linear time for parts of itself, repeated; the seed is printed."""
    new = str(secrets.randbelow(10**9)) if os.environ.get("AIWG_RANDOM_TESTS") else "2"
    seed = os.environ.get("FUZZ_SEED") or new
    print(f"seed {seed} (again: FUZZ_SEED={seed})")
    found = all_patterns()
    assert len(found) > 200
    assert {str(each): told for each in found if (told := list(slow(each, MOST, random.Random(seed))))} == {}
