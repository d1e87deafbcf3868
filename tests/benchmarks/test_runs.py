"""Runs that go on, take turns, and leave out tools that fail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import kept, suite
from bench.group import Group, Round
from bench.kept import Run
from bench.measure import Failed, Sample, Usage


def turn(tool: str, cpu: float = 1.0) -> Round:
    """Return a turn that costs a fixed time."""
    return lambda _: iter([Sample(tool, "first", Usage(cpu, cpu, 20.0))])


def failing(_: int) -> Iterator[Sample]:
    """Fail before anything was measured."""
    raise Failed("the command\nended with 1:\nit said why")
    yield


@pytest.fixture(autouse=True)
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep unfinished runs in a folder of the test."""
    monkeypatch.setattr(kept, "UNFINISHED", tmp_path / "build" / "bench-run.json")
    return tmp_path / "build" / "bench-run.json"


def test_another_tool_comes_first_in_each_round() -> None:
    """Each tool has its turn in each round, and none of them is always the first."""
    group = Group("g", 3, {"a": turn("a"), "b": turn("b"), "c": turn("c")})
    order = [[sample.tool for sample in group.run_round(number)] for number in range(3)]
    assert order == [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]


def test_a_slow_tool_takes_part_in_the_first_rounds_only() -> None:
    """A tool that takes part once has its turn in the first round and in no other."""
    group = Group("g", 2, {"a": turn("a"), "slow": turn("slow")}, {"slow": 1})
    assert [len(list(group.run_round(number))) for number in range(2)] == [2, 1]


def test_a_tool_that_fails_is_left_out_and_named() -> None:
    """The others are still measured, and the reason is one line."""
    group = Group("g", 2, {"a": failing, "b": turn("b")})
    assert [sample.tool for number in range(2) for sample in group.run_round(number)] == ["b", "b"]
    assert group.skipped == {"a": "it said why"}


def test_a_run_that_was_broken_off_goes_on() -> None:
    """A run of the same key knows the rounds that were measured; another one begins anew."""
    group = Group("g", 3, {"a": turn("a")})
    Run.begin("key", {}).add(group, group.run_round(0), 0.5, 1.0)
    assert Run.begin("key", {}).rounds_of(group) == 1
    assert Run.begin("other", {}).rounds_of(group) == 0


def test_groups_take_turns_and_the_time_limit_ends_further_rounds() -> None:
    """All groups are measured once before any is twice; after the limit no second round begins."""
    groups = [Group("a", 2, {}), Group("b", 3, {})]
    now = time.monotonic()
    names = [(group.name, number) for group, number in suite.turns(groups, Run.begin("1", {}), now + 60)]
    assert names == [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("b", 2)]
    late = [(group.name, number) for group, number in suite.turns(groups, Run.begin("2", {}), now - 1)]
    assert late == [("a", 0), ("b", 0)]


def test_a_run_of_some_groups_leaves_the_others(tmp_path: Path, unfinished: Path) -> None:
    """What a folder has of other groups stays, and the unfinished run is gone."""
    first, second = Group("a", 1, {"a": turn("a")}), Group("b", 1, {"b": turn("b")})
    for group, is_part in ((first, False), (second, True)):
        run = Run.begin(group.name, {"machine": "m"})
        run.add(group, group.run_round(0), 0.5, 1.0)
        run.finish(tmp_path, is_part)
    found = kept.read(tmp_path)
    assert list(found["groups"]) == ["a", "b"]
    assert found["groups"]["a"]["samples"]["a"]["first"]["cpu"] == [1.0]
    assert not unfinished.exists()
