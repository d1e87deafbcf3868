"""Ratios with their spread, and goals."""

from __future__ import annotations

import pytest
from bench.goals import GOALS, Goal, missed
from bench.results import Figure, Results, Step

from tests.benchmarks.made import complete, group, results


def test_a_ratio_is_one_of_medians_and_its_spread_is_that_of_the_rounds() -> None:
    """The spread is the least and the most of the ratios of single rounds."""
    found = results({"20x3": group({"a": {"first": [2.0, 9.0, 4.0]}, "b": {"first": [1.0, 3.0, 4.0]}})})
    ratio = found.ratio(Step("20x3", "a", "first"), Step("20x3", "b", "first"))
    assert ratio == Figure(4 / 3, 1.0, 3.0, 3)


def test_only_rounds_of_both_tools_are_compared() -> None:
    """A tool that took part in the first round alone is compared with the other tool's first round."""
    found = results({"20x3": group({"a": {"first": [6.0]}, "b": {"first": [2.0, 100.0, 100.0]}})})
    assert found.ratio(Step("20x3", "a", "first"), Step("20x3", "b", "first")) == Figure(3.0, 3.0, 3.0, 1)


def test_groups_are_not_compared_with_each_other() -> None:
    """Steps of two groups, which ran at different times, have no ratio."""
    with pytest.raises(ValueError, match="not measured in turn"):
        complete().ratio(Step("20x3", "aiwg", "first"), Step("1000x3", "aiwg", "first"))


@pytest.mark.parametrize(("is_least", "value", "holds"), [(False, 6.0, True), (False, 6.1, False), (True, 5.9, False)])
def test_a_goal_is_held_up_to_its_limit(is_least: bool, value: float, holds: bool) -> None:
    """A value at the limit holds; one beyond it does not, in the direction of the goal."""
    goal = Goal("name", 6, "x", lambda _: None, ("20x3", "first"), is_least=is_least)
    assert goal.holds(value, goal.limit) is holds


def test_what_was_not_measured_is_not_missed() -> None:
    """A goal without a number is not among the missed ones; of complete results all goals have one."""
    assert missed(Results({"groups": {}})) == []
    assert [goal.name for goal in GOALS if goal.value(complete()) is None] == []


def test_missed_goals_are_those_beyond_their_limit() -> None:
    """Where other tools take ten times as much, the goals to be twenty and a hundred times faster are missed."""
    names = {goal.name for goal in missed(complete())}
    assert "1000x42 first: rulesync / aiwg" in names
    assert "1000x3 first: rulesync / aiwg" not in names
