"""A power cut at any call of a run: no byte of the user's is lost, and the next run completes or repairs the rest.

A sample by default, every call with AIWG_ALL_CRASH_POINTS=1. AIWG_CRASH_SEED takes a sample again.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from aiwg.apply import file_system
from aiwg.core.digest import digest
from aiwg.manifest import FILE
from tests.amount import seed_of, times
from tests.crash.power import Tape, cut, record
from tests.crash.scenes import OWN_FILES, VERBS, Listing, Verb, World, arrange, listing

ALL = os.environ.get("AIWG_ALL_CRASH_POINTS") == "1"
SEED = seed_of("AIWG_CRASH_SEED")
SAMPLE = times(4)
FORWARD = VERBS[:5]


def many_files(world: World) -> None:
    """Add more skills, each in a folder of its own, than are synced one by one."""
    for number in range(20):
        folder = world.source / f"skills/s{number:02}"
        folder.mkdir(parents=True)
        (folder / "SKILL.md").write_text(f"---\nname: s{number:02}\ndescription: Use {number}.\n---\nDo {number}.\n")


def restart(world: World, tape: Tape, at: int, dice: random.Random) -> None:
    """Let the world be what a disk may hold after a power cut."""
    shutil.rmtree(world.root / "now")
    cut(tape, at, dice, world.root / "now")


def broken_promises(world: World, before: Listing, after: Listing) -> list[str]:
    """Return files of the user's that are neither old nor new, and what a manifest claims and is not there."""
    found = listing(world.project)
    wrong = [path for path in OWN_FILES if path not in found or found[path][2] not in _versions(path, before, after)]
    manifest = world.project / ".aiwg/manifest.json"
    if manifest.exists() and not manifest.with_name("journal.json").exists():  # else the next run knows of the cut
        try:
            rows = json.loads(manifest.read_text())["paths"]
        except ValueError:
            return [*wrong, "torn: the manifest"]
        for path, row in rows.items():
            there = found.get(path)
            if row["own"] == FILE and (there is None or digest(there[2]) != row["sha256"]):
                wrong.append(f"claimed: {path}")
    return wrong


def _versions(path: str, before: Listing, after: Listing) -> list[bytes]:
    return [tree[path][2] for tree in (before, after) if path in tree]


@pytest.mark.parametrize("verb", FORWARD, ids=lambda verb: verb.name)
def test_a_power_cut_loses_nothing(world: World, verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    """After a power cut the user's files are whole, the manifest is true, and the next run completes the rest."""
    own = arrange(world, verb)
    if not verb.before:
        many_files(world)
    before = listing(world.project)
    world.save("before")
    where = ["--project", str(world.project)]
    where += ["--source", str(world.source)] if verb.arguments[0] == "deploy" else []
    code, tape = record(world.root / "now", [*verb.arguments, *where], world.root / "tape")
    assert code == 0, capsys.readouterr()
    after = listing(world.project)
    dice = random.Random(f"{SEED} {verb.name}")
    points = range(len(tape.events) + 1) if ALL else sorted(dice.sample(range(len(tape.events) + 1), SAMPLE))
    for at in points:
        shown = f"seed {SEED}, after {at} of {len(tape.events)} calls"
        restart(world, tape, at, dice)
        wrong = broken_promises(world, before, after)
        again = world.run(*verb.arguments)
        if verb.arguments[0] == "deploy" or again.exit == 0:
            assert not wrong, f"{shown}: {wrong}"
            assert again.exit == 0, f"{shown}: {again.said}"
            assert listing(world.project) == after, shown
        assert world.leftovers() == [], shown
        removed = world.run("remove", "-q")
        assert removed.exit == 0, f"{shown}: {removed.said}"
        assert listing(world.project) == own, shown


def test_many_files_are_synced_by_one_call_before_any_rename(world: World) -> None:
    """A deploy of many files syncs the file system once before the first rename and once after the last."""
    arrange(world, VERBS[0])
    many_files(world)
    arguments = [*VERBS[0].arguments, "--project", str(world.project), "--source", str(world.source)]
    _, tape = record(world.root / "now", arguments, world.root / "tape")
    names = [event.name for event in tape.events]
    renames = [number for number, name in enumerate(names) if name == "renameat2"]
    syncs = [number for number, name in enumerate(names) if name == "syncfs"]
    assert [number for number in syncs if number < renames[0]]
    assert [number for number in syncs if number > renames[-1]]
    assert len(syncs) <= 3, "the first one also asks whether the system has the call"


def test_a_cut_before_the_sync_tears_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the syncs a power cut would tear files: the simulation can fail."""
    monkeypatch.setattr(file_system, "sync_file_system", lambda descriptor: None)
    arrange(world, VERBS[0])
    many_files(world)
    arguments = [*VERBS[0].arguments, "--project", str(world.project), "--source", str(world.source)]
    _, tape = record(world.root / "now", arguments, world.root / "tape")
    unsynced = Tape(tape.root, tape.entries, tape.contents, [each for each in tape.events if "sync" not in each.name])
    before = listing(world.project)
    found = []
    for seed in range(5):
        restart(world, unsynced, len(unsynced.events), random.Random(seed))
        found += broken_promises(world, before, before)
    assert found


def test_a_system_without_the_call_syncs_one_by_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a system has no sync for a file system, every file is synced before its rename, as before."""

    def unavailable(descriptor: int) -> None:
        raise file_system.FileSystemSyncUnavailableError

    monkeypatch.setattr(file_system, "sync_file_system", unavailable)
    arrange(world, VERBS[0])
    many_files(world)
    arguments = [*VERBS[0].arguments, "--project", str(world.project), "--source", str(world.source)]
    code, tape = record(world.root / "now", arguments, world.root / "tape")
    assert code == 0
    synced = {number for event in tape.events if event.name == "fsync" for number in event.contents}
    for event in tape.events:
        if event.name == "renameat2":
            assert {there for _, there in event.changes if there is not None} <= synced | tape.contents.keys()


def test_the_disk_is_made_as_it_was_recorded(world: World, tmp_path: Path) -> None:
    """A cut behind the last call, with everything kept, is the tree that the run left."""
    arrange(world, VERBS[0])
    arguments = [*VERBS[0].arguments, "--project", str(world.project), "--source", str(world.source)]
    _, tape = record(world.root / "now", arguments, world.root / "tape")

    class Keeps(random.Random):
        def choice(self, seq: object) -> object:  # type: ignore[override] # the last choice is all of it
            return max(seq)  # type: ignore[call-overload]

    cut(tape, len(tape.events), Keeps(0), tmp_path / "made")
    assert listing(tmp_path / "made" / "project") == listing(world.project)
