"""add and update, struck at their calls that write: aiwg.yaml and aiwg.lock are both old or both new."""

from __future__ import annotations

import os
import random

import pytest

from tests.amount import seed_of, times
from tests.crash.crash_points import AFTER, BEFORE, HALF, INTERRUPT, Fault
from tests.crash.scenes import World
from tests.fetching.remote import Remote

ALL = os.environ.get("AIWG_ALL_CRASH_POINTS") == "1"
SEED = seed_of("AIWG_CRASH_SEED")
SAMPLE = times(2)
Pair = tuple[bytes | None, bytes | None]
ONE = {"rules/plain.md": "Be kind.\n", "rules/old.md": "Old.\n"}
TWO = {"rules/plain.md": "Be very kind.\n", "rules/new.md": "New.\n"}


def pair_in(world: World) -> Pair:
    """Return what aiwg.yaml and aiwg.lock hold."""
    files = (world.project / "aiwg.yaml", world.project / "aiwg.lock")
    one, two = (file.read_bytes() if file.exists() else None for file in files)
    return one, two


def prepare(world: World, verb: str) -> tuple[str, ...]:
    """Save the world before a verb; return its arguments. What it needs is in the cache, from a look at it before."""
    remote = Remote(world.root / "ai-context").make()
    remote.commit(ONE, "v1.0.0")
    add = ("add", remote.url, "--yes")
    (world.project / ".aiwg" / "rules").mkdir(parents=True)
    (world.project / ".aiwg" / "rules" / "mine.md").write_text("Mine.\n")
    (world.project / "aiwg.yaml").write_text("# ours\nsources: [project]\nplatforms: [claude]\n")
    if verb == "add":
        assert world.run("sync", "-q").exit == 0
        assert world.run("add", remote.url, "--dry-run").exit == 0
        world.save("before")
        return add
    assert world.run(*add).exit == 0
    assert world.run("sync", "-q").exit == 0
    remote.commit(TWO, "v1.1.0")
    assert world.run("update", "--dry-run").exit == 5
    world.save("before")
    return ("update", "--yes")


@pytest.mark.parametrize("verb", ["add", "update"])
def test_file_and_lock_are_both_old_or_both_new(world: World, verb: str) -> None:
    """Killed at any call, each is whole; the next sync finds both old or both new, and the same verb converges."""
    arguments = prepare(world, verb)
    old = pair_in(world)
    done = world.run(*arguments)
    assert done.exit == 0, done.said
    new = pair_in(world)
    assert all(one != other for one, other in zip(old, new, strict=True))
    dice = random.Random(SEED)
    kinds = (BEFORE, AFTER, HALF, INTERRUPT, "ENOSPC")
    points = [Fault(at, kind) for at in range(1, len(done.calls) + 1) for kind in kinds]
    points = [each for each in points if each.kind != HALF or done.calls[each.at - 1] == "write"]
    between = [Fault(at, AFTER) for at, call in enumerate(done.calls, 1) if call == "renameat2"]
    for fault in points if ALL else [*between, *dice.sample(points, SAMPLE)]:
        world.restore("before")
        struck = world.run(*arguments, fault=fault)
        where = f"{fault.kind} at {fault.at} ({done.calls[fault.at - 1]}), seed {SEED}: {struck.said}"
        one, two = pair_in(world)
        assert one in (old[0], new[0]), where
        assert two in (old[1], new[1]), where
        synced = world.run("sync", "-q")
        assert synced.exit == 0, f"{where} {synced.said}"
        assert pair_in(world) in (old, new), where
        if pair_in(world) == old:
            assert world.run(*arguments).exit == 0, where
        assert pair_in(world) == new, where
        # what a kill left in the cache goes when the cache is cleaned, a day later
        assert [path for path in world.leftovers() if "/.cache/" not in path] == [], where


def test_an_edit_after_a_kill_is_kept(world: World) -> None:
    """What somebody wrote into aiwg.yaml after a killed update stays, with whatever the lock holds."""
    arguments = prepare(world, "update")
    calls = world.run(*arguments).calls
    points = range(calls.index("renameat2") + 1, len(calls))
    for at in points if ALL else [points[0], points[-1]]:
        world.restore("before")
        world.run(*arguments, fault=Fault(at, AFTER))
        file = world.project / "aiwg.yaml"
        edited = file.read_text() + "exclude: [rule/old]\n"
        file.write_text(edited)
        world.run("sync", "-q")
        assert file.read_text() == edited
