"""Nothing that a clone brings along as state deletes, overwrites, grants or reveals; see `make forge` for the whole."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS
from tests.forged.forging import Target, problems_of

COUNT = int(os.environ.get("AIWG_FORGERIES", "12"))


def test_a_forged_state_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After any forgery every file of the user's is whole, nothing is revealed, and a check never ends with 0."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    seed = os.environ.get("AIWG_FORGERY_SEED", "1")
    found = []
    for number in range(COUNT):
        target = Target(tmp_path / "forged", PLATFORM_IDS, random.Random(f"{seed} {number}"))
        found += problems_of(target, number)
    assert found == []
