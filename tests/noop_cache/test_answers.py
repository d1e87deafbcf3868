"""Kept answers are what the whole run would say, byte for byte, whatever was edited in between."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import put
from tests.noop_cache.world import World, messy_world, settle
from tests.terminal.messy import CONFIG

COMMANDS = (
    ("status",),
    ("doctor",),
    ("context", "claude"),
    ("list", "--json"),
    ("budget",),
    ("explain", "AGENTS.md"),
    ("lint",),
    ("mentions",),
    ("platforms",),
    ("audit",),
)
OUTPUT, SOURCE = ".claude/rules/migrations.md", ".aiwg/rules/migrations.md"


RULE = "---\ndescription: New.\n---\nNew.\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return the world of all these tests: what one of them edits, the next one finds."""
    with messy_world(tmp_path_factory.mktemp("world")) as made:
        yield made


def check(world: World, *arguments: str) -> bool:
    """Run a command line; when its answer was a kept one, compare it with the whole run. Say whether it was kept."""
    said = world.run(*arguments)
    if said.again:
        whole = world.run(*arguments, whole=True)
        assert (said.out, said.err, said.code) == (whole.out, whole.err, whole.code), arguments
    return said.again


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_an_answer_is_said_again(world: World, arguments: tuple[str, ...]) -> None:
    """Without a change in between, a command says again what it said, byte for byte."""
    settle()
    first = world.run(*arguments)
    assert first.again or (first.kept and not first.obstacle), first.obstacle
    assert check(world, *arguments)


def replaced(file: Path) -> None:
    """Change a file to other bytes of the same size."""
    file.write_bytes(file.read_bytes().swapcase())


def moved(folder: Path) -> None:
    """Put a link in the place of a folder, which is elsewhere then."""
    folder.rename(folder.with_name("elsewhere"))
    os.symlink("elsewhere", folder)


Edit = tuple[str, str, Callable[[World], object]]
"""What is edited, the command line that should say something else then, and the edit."""

EDITS: tuple[Edit, ...] = (
    ("an output, same size", "status", lambda world: replaced(world.project / OUTPUT)),
    ("a source, same size", "explain AGENTS.md", lambda world: replaced(world.project / SOURCE)),
    ("an output is gone", "doctor", lambda world: (world.project / OUTPUT).unlink()),
    ("a new source", "list --json", lambda world: put(world.project / ".aiwg/rules/added.md", RULE)),
    ("a file of the user's", "status --json", lambda world: put(world.project / "AGENTS.override.md", "Mine.\n")),
    ("a file above the project", "context claude", lambda world: put(world.root / "CLAUDE.md", "Above.\n")),
    ("a file in the home folder", "budget", lambda world: put(world.home / ".claude/more.md", "Be kind. " * 40)),
    ("the target of a link", "context claude", lambda world: put(world.root / "apart/linked.md", "Linked.\n" * 9)),
    ("a dangling link", "context cursor", lambda world: put(world.project / "nowhere", "Now here.\n")),
    ("a mode", "lint", lambda world: (world.project / SOURCE).chmod(0o755)),
    ("the index", "doctor", lambda world: world.git("add", "-A", "-f")),
    ("ignore rules", "doctor", lambda world: put(world.project / ".claude/.gitignore", "*\n")),
    ("settings of git", "doctor", lambda world: world.git("config", "core.autocrlf", "true")),
    ("a file that settings name", "doctor", lambda world: put(world.home / "ignored", ".codex\n")),
    (
        "settings that settings include",
        "doctor",
        lambda world: put(world.home / "included", "[core]\nsymlinks = false"),
    ),
    ("a variable", "context claude", lambda world: world.variables.update(CLAUDE_CONFIG_DIR=f"{world.root}/etc")),
    ("a variable that a server needs", "doctor", lambda world: world.variables.update(WIKI_TOKEN="x")),
    ("colours", "status", lambda world: world.variables.update(FORCE_COLOR="1")),
    ("a policy", "status", lambda world: put(world.root / "etc/policy.yaml", "platforms: {deny: [cursor]}\n")),
    ("the bundle", "mentions", lambda world: put(world.root / "bundled/rules/tidy.md", f"{RULE}See rule/nothing.\n")),
    ("the configuration", "list --json", lambda world: put(world.project / "aiwg.yaml", f"{CONFIG}exclude: [tidy]\n")),
    ("a folder is a link now", "context claude --from packages/one", lambda world: moved(world.project / "packages")),
    ("a run that was cut off", "doctor", lambda world: put(world.project / ".aiwg/journal.json", "{}")),
    ("a new deploy", "status", lambda world: world.run("deploy", "--force")),
    ("no repository", "doctor", lambda world: shutil.rmtree(world.project / ".git")),
    ("no manifest", "status --json", lambda world: (world.project / ".aiwg/manifest.json").unlink()),
)


@pytest.mark.parametrize(("command", "edit"), [edit[1:] for edit in EDITS], ids=[edit[0] for edit in EDITS])
def test_an_edit_is_seen(world: World, command: str, edit: Callable[[World], object]) -> None:
    """After an edit, a command says what the whole run says: a kept answer that does not hold is not said."""
    settle()
    before = world.run(*command.split())
    assert before.again or before.kept, before.obstacle
    edit(world)
    check(world, *command.split())
