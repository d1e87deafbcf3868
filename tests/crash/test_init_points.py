"""A set-up with an import, an approval and a deploy, struck at the calls that write: a second run is right."""

from __future__ import annotations

import pytest

import aiwg.commands.init.approvals
import aiwg.commands.init.run  # noqa: F401  once here, not in every child
from tests.amount import times
from tests.crash.crash_points import AFTER, BEFORE, HALF, INTERRUPT
from tests.crash.scenes import Verb, World, listing, write
from tests.crash.test_every_point import Struck, chosen, converge

NATIVE = {
    "AGENTS.md": b"# Shop\n\nBuild with make.\n",
    ".claude/rules/kind.md": b"---\npaths:\n- '**/*.py'\n---\n\nBe kind.\n",
    ".mcp.json": b'{"mcpServers": {"wiki": {"command": "wiki-server"}}}\n',
}
OPTIONS = ("init", "--start", "mine", "-p", "claude,codex")
VERBS = (
    Verb("set up", (), (*OPTIONS, "--no-deploy")),
    Verb("set up and deploy", (), (*OPTIONS, "--import", "all", "--approve", "mcp_server/wiki", "--deploy")),
)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_killed_anywhere_the_same_set_up_again_is_right(world: World, verb: Verb) -> None:
    """Killed or interrupted at any call, no file is torn, and the same set-up again gives the files of one alone."""
    if "--import" in verb.arguments:
        write(world.project, NATIVE)
    own = before = listing(world.project)
    world.save("before")
    imported = world.run(*(word.replace("--deploy", "--no-deploy") for word in verb.arguments))
    assert imported.exit == 0, imported.said
    between = listing(world.project)
    world.restore("before")
    done = world.run(*verb.arguments)
    assert done.exit == 0, done.said
    struck = Struck(world, verb, own, before, listing(world.project), done.calls)
    whole = [tree[path][2] for tree in (before, between, struck.after) for path in tree]
    for fault in chosen(struck, (BEFORE, AFTER, HALF, INTERRUPT), times(1)):
        world.restore("before")
        world.run(*verb.arguments, fault=fault)
        struck.counts["runs"] += 1
        found = {
            path: row[2]
            for path, row in listing(world.project).items()
            if row[0] == "file" and ".aiwg-" not in path and path not in (".aiwg/journal.json", ".aiwg/manifest.json")
        }
        if torn := [path for path, data in found.items() if data not in whole]:
            struck.note("torn", fault, torn)
        converge(struck, fault)
    struck.report()
