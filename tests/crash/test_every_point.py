"""Each verb, struck at its calls that write: killed before, after and halfway, failing in five ways, interrupted.

A sample of the points by default; all of them with AIWG_ALL_CRASH_POINTS=1. The sample's seed is printed, and
AIWG_CRASH_SEED takes it again.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field

import pytest

from aiwg.manifest import parse_manifest
from tests.amount import seed_of, times
from tests.crash.crash_points import AFTER, BEFORE, ERRORS, HALF, INTERRUPT, Fault, Outcome
from tests.crash.scenes import VERBS, Listing, Verb, World, arrange, listing

ALL = os.environ.get("AIWG_ALL_CRASH_POINTS") == "1"
SEED = seed_of("AIWG_CRASH_SEED")
DEATHS, FAILURES = times(4), times(4)
"""How many of each verb's deaths and failures the sample holds: another sample in each run."""


@dataclass
class Struck:
    """One verb with the trees before and after an undisturbed run, and what was counted."""

    world: World
    verb: Verb
    own: Listing
    before: Listing
    after: Listing
    calls: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, what: str, fault: Fault, detail: object = "") -> None:
        """Write down that something does not hold at a point."""
        self.counts[what] += 1
        self.wrong.append(f"{what} at {fault.at} ({self.calls[fault.at - 1]}), {fault.kind}: {detail}")

    def report(self) -> None:
        """Print the counts and fail if anything did not hold."""
        names = ("runs", "torn", "not as before", "unclear", "not converged", "left over", "not restored")
        counted = ", ".join(f"{self.counts[name]} {name}" for name in names)
        print(f"\n{self.verb.name}: {len(self.calls)} points (seed {SEED}{', all' if ALL else ''}): {counted}")
        assert not self.wrong, "\n".join(self.wrong[:40])


def prepare(world: World, verb: Verb) -> Struck:
    """Return a verb ready to be struck: its world saved as "before", the trees around an undisturbed run known."""
    own = arrange(world, verb)
    before = listing(world.project)
    world.save("before")
    done = world.run(*verb.arguments)
    assert done.exit == 0, done.said
    assert world.leftovers() == []
    return Struck(world, verb, own, before, listing(world.project), done.calls)


def chosen(struck: Struck, kinds: tuple[str, ...], most: int) -> list[Fault]:
    """Return all faults of these kinds, or a sample spread over the calls."""
    faults = [
        Fault(number, kind)
        for number, call in enumerate(struck.calls, 1)
        for kind in kinds
        if kind != HALF or call == "write"
    ]
    if ALL or len(faults) <= most:
        return faults
    dice = random.Random(f"{SEED} {struck.verb.name} {kinds}")
    step = len(faults) / most
    return [faults[int(number * step + dice.random() * step)] for number in range(most)]


def last_durable(calls: tuple[str, ...]) -> int:
    """Return the number of the last call for what must last: what only saves time next time is never synced."""
    return max(number for number, call in enumerate(calls, 1) if "sync" in call)


def only_whole(struck: Struck) -> list[str]:
    """Return the files that are neither wholly old nor wholly new, temporary ones and state aside."""
    manifest = struck.world.project / ".aiwg" / "manifest.json"
    if manifest.exists():
        parse_manifest(manifest.read_text(encoding="utf-8"), "the manifest")
    return [
        path
        for path, (kind, _, data) in listing(struck.world.project).items()
        if kind == "file"
        and path not in (".aiwg/manifest.json", ".aiwg/journal.json")
        and not re.search(r"(^|/)\.aiwg-[0-9a-f]+\.tmp$", path)
        and data not in [tree[path][2] for tree in (struck.before, struck.after) if path in tree]
    ]


def converge(struck: Struck, fault: Fault) -> None:
    """Run the verb again, undisturbed: the tree is that of a run that was never disturbed, nothing lies about."""
    world = struck.world
    done = world.run(*struck.verb.arguments)
    if struck.verb.arguments == ("undo",) and listing(world.project) == struck.before:
        done = world.run("undo")  # the first undo was complete when it was struck, so the second one undid it
    if done.exit != 0 or listing(world.project) != struck.after:
        struck.note("not converged", fault, f"exit {done.exit}: {done.said} {difference(struck.after, world)}")
    if world.leftovers():
        struck.note("left over", fault, world.leftovers())


def difference(wanted: Listing, world: World) -> list[str]:
    """Return the paths where the project is not as wanted."""
    found = listing(world.project)
    return sorted(path for path in {*wanted, *found} if wanted.get(path) != found.get(path))


def remove_at_last(struck: Struck, fault: Fault) -> None:
    """Remove everything: the project is the user's own, byte for byte, without a trace of ours."""
    done = struck.world.run("remove", "-q")
    if done.exit != 0 or listing(struck.world.project, state=True) != struck.own:
        found = listing(struck.world.project, state=True)
        differing = sorted(path for path in {*struck.own, *found} if struck.own.get(path) != found.get(path))
        struck.note("not restored", fault, f"exit {done.exit}: {done.said} {differing}")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_killed_anywhere_every_file_is_whole_and_the_next_run_converges(world: World, verb: Verb) -> None:
    """Killed at any call, each file is whole-old or whole-new, the same verb again converges, remove restores all."""
    struck = prepare(world, verb)
    for fault in chosen(struck, (BEFORE, AFTER, HALF), DEATHS):
        world.restore("before")
        outcome = world.run(*verb.arguments, fault=fault)
        struck.counts["runs"] += 1
        if outcome.exit is not None:  # what saves time next time is not written when the clock is too close
            struck.counts["past the end"] += 1
            assert fault.at > last_durable(struck.calls), "the fault did not happen"
        if torn := only_whole(struck):
            struck.note("torn", fault, torn)
        converge(struck, fault)
        remove_at_last(struck, fault)
    struck.report()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_an_error_anywhere_changes_nothing_and_says_so(world: World, verb: Verb) -> None:
    """An error or interrupt at any call leaves all as it was or finishes, says one thing, and a rerun converges."""
    struck = prepare(world, verb)
    for fault in chosen(struck, (*ERRORS, INTERRUPT), FAILURES):
        world.restore("before")
        outcome = world.run(*verb.arguments, fault=fault)
        struck.counts["runs"] += 1
        check_failure(struck, fault, outcome)
        converge(struck, fault)
    struck.report()


def check_failure(struck: Struck, fault: Fault, outcome: Outcome) -> None:
    """Check the exit code, the message, and that the run was all or nothing."""
    files = {path: row for path, row in listing(struck.world.project).items() if ".aiwg" not in path.split("/")[0]}
    old, new = (
        {path: row for path, row in tree.items() if ".aiwg" not in path.split("/")[0]}
        for tree in (struck.before, struck.after)
    )
    finished = {path: row for path, row in files.items() if row[0] == "file" and ".aiwg-" not in path}
    if outcome.exit == 0:  # the call was one that a run can do without
        if files != new:
            struck.note("not as before", fault, f"exit 0: {difference(struck.after, struck.world)}")
    elif files != old and finished != {path: row for path, row in new.items() if row[0] == "file"}:
        struck.note("not as before", fault, f"{outcome.said} {difference(struck.before, struck.world)}")
    if files == old and struck.world.leftovers():
        struck.counts["leftovers until the next run"] += 1
    wanted = (0, 130) if fault.kind == INTERRUPT else (0, 1)
    messages = [line for line in outcome.said.splitlines() if line.startswith("aiwg: ")]
    clear = outcome.exit == 0 or len(messages) == 1
    if outcome.exit not in wanted or not clear or "Traceback" in outcome.said:
        struck.note("unclear", fault, f"exit {outcome.exit}: {outcome.said}")


def test_the_instrument_sees_every_kind_of_call(world: World) -> None:
    """The calls that the design rests on are all among those that were counted."""
    struck = prepare(world, VERBS[0])
    wanted = {"open", "write", "fsync", "close", "fchmod", "rename", "renameat2", "unlink", "mkdir"}
    assert wanted <= {*struck.calls}
    assert len(struck.calls) > 40


def test_an_undo_survives_the_failure_of_the_next_apply(world: World) -> None:
    """A deploy that fails, or is killed before it changed anything, leaves the undo of the one before it."""
    struck = prepare(world, VERBS[1])
    first_rename = struck.calls.index("renameat2") + 1
    for kind in ("ENOSPC", BEFORE):
        world.restore("before")
        world.run(*struck.verb.arguments, fault=Fault(first_rename, kind))
        assert world.run("undo").exit == 0
        assert listing(world.project) == struck.own


def test_what_was_cut_off_and_done_again_is_undone_together(world: World) -> None:
    """An undo after a killed and repeated deploy brings back what was there before both."""
    struck = prepare(world, VERBS[1])
    second_rename = [number for number, call in enumerate(struck.calls, 1) if call == "renameat2"][1]
    world.restore("before")
    world.run(*struck.verb.arguments, fault=Fault(second_rename, BEFORE))
    assert world.run(*struck.verb.arguments).exit == 0
    assert listing(world.project) == struck.after
    assert world.run("undo").exit == 0
    assert json.loads((world.project / ".aiwg/manifest.json").read_text())["schema"] == "aiwg.manifest/1"
    assert listing(world.project) == struck.before


def test_an_edit_between_a_kill_and_the_next_run_is_kept_and_ours_is_still_known(world: World) -> None:
    """Who edits a shared file after a killed run finds the edit in place, the rerun content, and gets it back."""
    struck = prepare(world, VERBS[0])
    last_rename = max(number for number, call in enumerate(struck.calls, 1) if call == "renameat2")
    all_renamed = struck.calls.index("unlink", last_rename) + 1
    world.restore("before")
    world.run(*struck.verb.arguments, fault=Fault(all_renamed, BEFORE))
    edits = {"AGENTS.md": (b"", b"Mine too.\n"), ".mcp.json": (b"// mine", b"// mine too")}
    for path, (old, new) in edits.items():
        file = world.project / path
        assert file.read_bytes() != struck.before[path][2], "the kill came too early"
        file.write_bytes(file.read_bytes().replace(old, new, 1))
    done = world.run(*struck.verb.arguments)
    assert done.exit == 0, done.said
    assert world.run("remove", "-q").exit == 0
    for path, (old, new) in edits.items():
        assert (world.project / path).read_bytes() == struck.own[path][2].replace(old, new, 1)


def test_many_files_are_as_safe_as_few(world: World) -> None:
    """With more files than are synced one by one, a kill or an error in the sync of all is no worse."""
    verb = VERBS[0]
    for number in range(20):
        (world.source / "rules").mkdir(exist_ok=True)
        (world.source / f"rules/r{number:02}.md").write_text(f"---\npaths: ['*.x{number}']\n---\nRule {number}.\n")
    struck = prepare(world, verb)
    syncs = [number for number, call in enumerate(struck.calls, 1) if call in ("fsync", "syncfs")]
    assert "syncfs" in struck.calls
    for at in syncs[:: 1 if ALL else 8]:
        for kind in (BEFORE, AFTER, "EIO", INTERRUPT):
            world.restore("before")
            outcome = world.run(*verb.arguments, fault=Fault(at, kind))
            struck.counts["runs"] += 1
            if outcome.exit is not None:
                check_failure(struck, Fault(at, kind), outcome)
            elif torn := only_whole(struck):
                struck.note("torn", Fault(at, kind), torn)
            converge(struck, Fault(at, kind))
    struck.report()
    shutil.rmtree(world.root / "now" / "home")
    (world.root / "now" / "home").mkdir()
