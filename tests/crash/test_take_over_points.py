"""A take-over, the removal that brings the files back, and both undone: struck at the calls that write."""

from __future__ import annotations

import pytest

from tests.amount import times
from tests.crash.crash_points import AFTER, BEFORE, ERRORS, HALF, INTERRUPT, Fault
from tests.crash.scenes import Listing, Verb, World, listing, write
from tests.crash.test_every_point import Struck, check_failure, chosen, converge, only_whole

NATIVE = {
    "AGENTS.md": b"# Mine\n\nNo newline at the end",
    "CLAUDE.md": b"# For me\r\n\r\nMy words.\r\n",
    ".claude/rules/kind.md": b"---\npaths:\n- '**/*.py'\n---\n\nBe kind.\n",
    ".claude/skills/greet/SKILL.md": b"---\nname: greet\ndescription: Use to greet.\n---\n\nSay hello.\n",
    ".claude/skills/greet/scripts/greet.sh": b"#!/bin/sh\necho hello\n",
    ".claude/settings.json": b'{\r\n  "permissions": {"deny": ["Read(secrets/**)"]}, "model": "opus"\r\n}\r\n',
    "notes.bin": bytes(range(256)),
}
TAKE = ("import", "--take-over", "-p", "claude", "-p", "codex")
TRUST = (("import", "-p", "claude", "-p", "codex"), ("trust", "--yes"))
VERBS = (
    Verb("take over", TRUST, TAKE),
    Verb("bring back", (*TRUST, TAKE), ("remove", "-q")),
    Verb("undo: take over", (*TRUST, TAKE), ("undo",)),
    Verb("undo: bring back", (*TRUST, TAKE, ("remove", "-q")), ("undo",)),
)
DEATHS, FAILURES = times(1), times(1)


def arranged(world: World, verb: Verb) -> Struck:
    """Return a verb ready to be struck in a project that has files of its own, after an undisturbed run."""
    write(world.project, NATIVE)
    own = native(world)
    for arguments in verb.before:
        done = world.run(*arguments)
        assert done.exit == 0, done.said
    before = listing(world.project)
    world.save("before")
    done = world.run(*verb.arguments)
    assert done.exit == 0, done.said
    return Struck(world, verb, own, before, listing(world.project), done.calls)


def native(world: World) -> Listing:
    """Return the project but for .aiwg, and without the folders, of which an empty one may stay."""
    found = listing(world.project, state=True)
    return {path: row for path, row in found.items() if not path.startswith(".aiwg") and row[0] == "file"}


def remove_at_last(struck: Struck, fault: Fault) -> None:
    """Remove everything: the native files are as at the start, and no original is left."""
    done = struck.world.run("remove", "-q")
    kept = struck.world.project / ".aiwg/originals"
    if done.exit != 0 or native(struck.world) != struck.own or kept.exists():
        struck.note("not restored", fault, f"exit {done.exit}: {done.said} {sorted(native(struck.world))}")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_killed_anywhere_nothing_is_lost(world: World, verb: Verb) -> None:
    """Killed at any call, each file is whole-old or whole-new, the verb again converges, remove restores all."""
    struck = arranged(world, verb)
    for fault in chosen(struck, (BEFORE, AFTER, HALF), DEATHS):
        world.restore("before")
        world.run(*verb.arguments, fault=fault)
        struck.counts["runs"] += 1
        if torn := only_whole(struck):
            struck.note("torn", fault, torn)
        converge(struck, fault)
        remove_at_last(struck, fault)
    struck.report()


@pytest.mark.parametrize("verb", VERBS[:2], ids=lambda verb: verb.name)
def test_an_error_anywhere_changes_nothing(world: World, verb: Verb) -> None:
    """An error or interrupt at any call leaves all as it was or finishes, says one thing, and a rerun converges."""
    struck = arranged(world, verb)
    for fault in chosen(struck, (*ERRORS, INTERRUPT), FAILURES):
        world.restore("before")
        outcome = world.run(*verb.arguments, fault=fault)
        struck.counts["runs"] += 1
        check_failure(struck, fault, outcome)
        converge(struck, fault)
    struck.report()
