"""Generated from the platforms' folders: a newcomer's platform is tested before a test is written for it."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import pytest

from aiwg.adapter.discover import load_adapter
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.placement.resolve import bind
from tests.conftest import PLATFORM_IDS, PLATFORMS

HOME = Environment("/home/nina", {}, "linux")


@cache
def adapter_of(platform: str) -> Adapter:
    """Return an adapter, validated as strictly as one from outside."""
    return load_adapter(PLATFORMS / platform, "test")


@pytest.fixture(params=PLATFORM_IDS)
def adapter(request: pytest.FixtureRequest) -> Adapter:
    """Return each adapter."""
    return adapter_of(request.param)


def test_adapter_is_valid(adapter: Adapter) -> None:
    """The adapter fits its schema and agrees with itself."""
    assert adapter.name
    assert adapter.data["docs"].startswith("https://")


def test_evidence_is_dated_and_graded(adapter: Adapter) -> None:
    """Every adapter says how, when and for which version its facts are known."""
    evidence = adapter.data["evidence"]
    assert set(evidence) >= {"version", "checked", "grade", "sources"}
    assert len(evidence["checked"].split("-")) == 3


def test_written_paths_stay_in_their_scope(adapter: Adapter) -> None:
    """On every system, every path that may be written is relative to the project, or below the home folder."""
    for system, scope in itertools.product(("linux", "macos", "windows"), ("project", "user")):
        platform = bind(adapter, scope, Environment("/home/nina", {}, system))
        paths = [write.spot.path for bound in platform.cells.values() for write in bound.writes]
        for path in paths:
            assert path.startswith("~/") == (scope == "user"), (path, system)
            assert not path.startswith("/"), (path, system)
            assert ".." not in path.split("/"), (path, system)


def test_moved_homes_move_their_places(adapter: Adapter) -> None:
    """A directory that an environment variable moves takes its places along."""
    for name, entry in adapter.data.get("dirs", {}).items():
        if not isinstance(entry, dict) or "env" not in entry:
            continue
        moved = bind(adapter, "user", Environment("/home/nina", {entry["env"]: "/data/moved"}, "linux"))
        texts = [write.spec.text for cell in adapter.cells.values() for write in cell.writes]
        paths = [write.spot.path for bound in moved.cells.values() for write in bound.writes]
        if any(text.startswith(f"{{{name}}}") for text in texts):
            assert any(path.startswith("/data/moved") for path in paths)


def test_every_kind_is_described_or_looked_for(adapter: Adapter) -> None:
    """A kind is described, listed under none, or unknown: never described and denied at once."""
    assert not adapter.lacks & set(adapter.cells)
    assert adapter.lacks <= set(KIND_OF_CELL)


def test_a_platform_has_a_folder_of_its_own(adapter: Adapter) -> None:
    """A platform's folder holds its adapter and nothing that a reader would not look for there."""
    allowed = {"platform.yaml", "schema.yaml", "templates", "README.md"}
    assert {entry.name for entry in Path(adapter.folder).iterdir()} <= allowed


def test_names_are_unique() -> None:
    """No two platforms share an id or an alias."""
    names = [name for id in PLATFORM_IDS for name in adapter_of(id).names]
    assert len(names) == len(set(names))


def test_a_successor_is_a_platform(adapter: Adapter) -> None:
    """An ended platform's successor is one that we know, and is said to have ended."""
    successor = adapter.data.get("successor")
    assert successor is None or (successor in PLATFORM_IDS and adapter.data["status"])


def test_one_platform_stands_for_the_others_at_most() -> None:
    """At most one platform stands for the tools that have no adapter."""
    assert sum(adapter_of(id).is_stand_in for id in PLATFORM_IDS) <= 1
