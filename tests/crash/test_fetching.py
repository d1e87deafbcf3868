"""sync with a fetched source, struck at its calls that write: the lock is whole, and the next run converges."""

from __future__ import annotations

import json
import os
import random
import shutil

from aiwg.source.fetched.lock import lock_text
from aiwg.source.fetched.trees import cache_folder
from tests.amount import seed_of, times
from tests.crash.crash_points import AFTER, BEFORE, ERRORS, HALF, INTERRUPT, Fault
from tests.crash.scenes import World
from tests.fetching.remote import FILES, Project, Remote

ALL = os.environ.get("AIWG_ALL_CRASH_POINTS") == "1"
SEED = seed_of("AIWG_CRASH_SEED")
SAMPLE = times(3)


def prepare(world: World) -> Project:
    """Save a project with an empty cache, whose lock has an entry too many that a sync removes."""
    remote = Remote(world.root / "company.git").make()
    remote.commit(FILES, "v1.0.0")
    taker = Project(world.project)
    taker.declare({"git": remote.url, "ref": "v1.0.0"})
    taker.accept()
    entry = taker.lock.sources["company"]
    taker.lock_file.write_text(lock_text(taker.lock.with_entry("gone", entry)), encoding="utf-8")
    shutil.rmtree(cache_folder())
    world.save("before")
    return taker


def test_a_killed_fetch_is_made_up_for(world: World) -> None:
    """Struck at any call, the lock is old or new, and the next sync ends as if nothing had been."""
    taker = prepare(world)
    old = taker.lock_file.read_bytes()
    done = world.run("sync", "-q", "--no-frozen")
    assert done.exit == 0, done.said
    new, outputs = taker.lock_file.read_bytes(), taker.rule
    assert list(json.loads(new)["sources"]) == ["company"]
    kinds = (BEFORE, AFTER, HALF, INTERRUPT, *ERRORS)
    points = [Fault(at, kind) for at in range(1, len(done.calls) + 1) for kind in kinds]
    points = [each for each in points if each.kind != HALF or done.calls[each.at - 1] == "write"]
    for fault in points if ALL else random.Random(SEED).sample(points, SAMPLE):
        world.restore("before")
        shutil.rmtree(cache_folder(), ignore_errors=True)
        struck = world.run("sync", "-q", "--no-frozen", fault=fault)
        where = f"{fault.kind} at {fault.at} ({done.calls[fault.at - 1]}), seed {SEED}: {struck.said}"
        assert taker.lock_file.read_bytes() in (old, new), where
        again = world.run("sync", "-q", "--no-frozen")
        assert again.exit == 0, f"{where} {again.said}"
        assert (taker.lock_file.read_bytes(), taker.rule) == (new, outputs), where
        assert world.leftovers() == [], where
