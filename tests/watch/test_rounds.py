"""Everything is looked at again when saves pause, and when they do not."""

from __future__ import annotations

import pytest

from aiwg.watch.rounds import CALM_FACTOR, LONGEST_SECONDS, ROUND_SECONDS, WholeRounds


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


def seconds_until_due(rounds: WholeRounds, clock: Clock) -> float:
    """Return after how many seconds everything has to be looked at."""
    began = clock.now
    while not rounds.take_due():
        clock.now += 0.5
        assert clock.now < began + 1000
    return clock.now - began


def test_a_pause_brings_everything_once(clock: Clock) -> None:
    """After a short run everything is due when the round is over, and then no more."""
    rounds = WholeRounds(clock)
    rounds.note(clock.now, is_short=False)
    rounds.note(clock.now, is_short=True)
    assert seconds_until_due(rounds, clock) == ROUND_SECONDS
    clock.now += 10 * LONGEST_SECONDS
    assert not rounds.take_due()


def test_a_whole_run_leaves_nothing_to_do(clock: Clock) -> None:
    """After a run that looked at everything nothing is due."""
    rounds = WholeRounds(clock)
    rounds.note(clock.now, is_short=True)
    rounds.note(clock.now, is_short=False)
    clock.now += 10 * LONGEST_SECONDS
    assert not rounds.take_due()


def test_saves_without_a_pause_do_not_put_it_off(clock: Clock) -> None:
    """While saves go on every second, everything is looked at once a minute."""
    rounds = WholeRounds(clock)
    rounds.note(clock.now, is_short=False)
    began = clock.now
    while not rounds.take_due():
        rounds.note(clock.now, is_short=True)
        clock.now += 1
    assert clock.now - began == LONGEST_SECONDS


def test_looking_at_everything_takes_a_small_part_of_the_time(clock: Clock) -> None:
    """A run that took long is not repeated soon."""
    rounds = WholeRounds(clock)
    rounds.note(clock.now - 4, is_short=False)
    rounds.note(clock.now, is_short=True)
    assert seconds_until_due(rounds, clock) == 4 * CALM_FACTOR
