"""Garbage in cycles is looked for after a run, and never while one goes on."""

from __future__ import annotations

import gc

import pytest

from aiwg.watch.scope_runner import collected_once


@pytest.mark.parametrize("enabled", [True, False])
def test_a_run_leaves_the_collector_as_it_was(enabled: bool) -> None:
    """It is off while a run goes on, and afterwards as before, also when the run fails."""
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with pytest.raises(ValueError, match="failed"):
            _run_and_fail()
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if before else gc.disable)()


def _run_and_fail() -> None:
    with collected_once():
        assert not gc.isenabled()
        raise ValueError("failed")
