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
    ("status", "--json"),
)
OUTPUT, SOURCE = ".claude/rules/migrations.md", ".aiwg/rules/migrations.md"


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
    data = file.read_bytes()
    file.write_bytes(data.swapcase())


EDITS: dict[str, Callable[[World], object]] = {
    "an output, same size": lambda world: replaced(world.project / OUTPUT),
    "a source, same size": lambda world: replaced(world.project / SOURCE),
    "an output is gone": lambda world: (world.project / OUTPUT).unlink(),
    "a new source": lambda world: put(world.project / ".aiwg/rules/added.md", "---\ndescription: New.\n---\nNew.\n"),
    "a new file of the user's": lambda world: put(world.project / "AGENTS.override.md", "Mine.\n"),
    "a file above the project": lambda world: put(world.root / "CLAUDE.md", "Above.\n"),
    "a file in the home folder": lambda world: replaced(world.home / ".claude/more.md"),
    "the configuration": lambda world: put(world.project / "aiwg.yaml", f"{CONFIG}# seen\n"),
    "platforms": lambda world: put(world.project / "aiwg.yaml", "platforms: [claude, cursor]\n"),
    "the target of a link": lambda world: replaced(world.project / "lib/shared/rules/linked.md"),
    "a link that leads somewhere now": lambda world: put(world.project / "nowhere", "Now here.\n"),
    "a mode": lambda world: (world.project / SOURCE).chmod(0o755),
    "the index": lambda world: world.git("add", "-A", "-f"),
    "ignore rules": lambda world: put(world.project / ".claude/.gitignore", "*\n"),
    "settings of git": lambda world: world.git("config", "core.excludesFile", str(world.home / "ignored")),
    "the file that settings of git name": lambda world: put(world.home / "ignored", "*.md\n"),
    "a variable": lambda world: world.variables.update(CLAUDE_CONFIG_DIR=str(world.root / "etc")),
    "no colour any more": lambda world: world.variables.update(FORCE_COLOR="1"),
    "a policy": lambda world: put(world.root / "etc/policy.yaml", "platforms: {deny: [cursor]}\n"),
    "the bundle": lambda world: replaced(world.root / "bundled/rules/tidy.md"),
    "a folder is a link now": lambda world: _moved(world.project / "packages"),
    "a run that was cut off": lambda world: put(world.project / ".aiwg/journal.json", "{}"),
    "a new deploy": lambda world: world.run("deploy", "--force"),
    "no repository": lambda world: shutil.rmtree(world.project / ".git"),
    "no manifest": lambda world: (world.project / ".aiwg/manifest.json").unlink(),
}


def _moved(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    os.symlink("elsewhere", folder)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_seen(world: World, name: str) -> None:
    """After any edit, a command says what the whole run says: a kept answer that does not hold is not said."""
    settle()
    number = list(EDITS).index(name)
    chosen = [COMMANDS[(number + step) % len(COMMANDS)] for step in (0, 4)]
    for arguments in dict.fromkeys((("status",), ("doctor",), *chosen)):
        world.run(*arguments)
    EDITS[name](world)
    for arguments in dict.fromkeys((("status",), ("doctor",), *chosen)):
        check(world, *arguments)
