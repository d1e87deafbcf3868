"""Bounds of CPU time hold on any machine, and every test takes them from one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import stopwatch
from tests.stopwatch import TooSlowError, costs_at_most, quick, within

TESTS = Path(__file__).parent
BARE = re.compile(r"assert .*process_time\(\).* < ")


def test_no_test_compares_seconds_itself() -> None:
    """No test compares the CPU time that it took with seconds: a machine that tests may be slow."""
    files = [file for file in TESTS.rglob("*.py") if file != Path(__file__)]
    assert len(files) > 300
    assert [file.name for file in files if BARE.search(file.read_text(encoding="utf-8"))] == []


def test_what_takes_too_long_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work beyond its bound fails, each time that it is tried; a machine that is slow has more time."""
    with pytest.raises(TooSlowError, match="times as slow"), within(0.0):
        sum(range(1000))
    with pytest.raises(TooSlowError):
        quick(lambda: None, 0.0)
    monkeypatch.setattr(stopwatch, "_used", iter([0.0, 1.0]).__next__)
    monkeypatch.setattr(stopwatch, "_seconds_of_work", lambda: 3 * stopwatch.REFERENCE)
    with within(0.5):
        pass


def test_a_slow_try_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several tries the quickest counts, and what that returns is returned."""
    monkeypatch.setattr(stopwatch, "_seconds_of_work", lambda: stopwatch.REFERENCE)
    monkeypatch.setattr(stopwatch, "_used", iter([0.0, 2.0, 2.0, 2.1]).__next__)
    assert quick(iter("ab").__next__, 1.0) == "b"


def test_growth_is_that_of_the_quickest_runs() -> None:
    """One slow run of several says nothing; a cost that always grows too much fails."""
    costs_at_most(6, iter([1.0, 1.0]).__next__, iter([9.0, 4.0]).__next__)
    with pytest.raises(TooSlowError):
        costs_at_most(6, lambda: 1.0, lambda: 9.0)
