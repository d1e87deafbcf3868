"""Each adapter is parsed once for all tests of the report: hundreds of plans are made here."""

from __future__ import annotations

import functools

import pytest

import aiwg.adapter.discover

LOADED_ONCE = functools.cache(aiwg.adapter.discover.load_adapter)


@pytest.fixture(autouse=True)
def _adapters_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse each adapter once for all tests."""
    monkeypatch.setattr(aiwg.adapter.discover, "load_adapter", LOADED_ONCE)
