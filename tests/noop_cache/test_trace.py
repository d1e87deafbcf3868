"""Everything that a run names to the system is recorded: traced from outside, git and its files with it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.noop_cache.traced import CALLS, paths_of
from tests.noop_cache.world import World, messy_world, open_answer

COMMANDS = (("status",), ("doctor",), ("context", "claude"), ("explain", "AGENTS.md"), ("lint",))


def can_trace() -> bool:
    """Say whether strace is here, and may trace."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-f", "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a world whose server is traced."""
    if not can_trace():
        pytest.skip("strace is not installed, or may not trace here")
    root = tmp_path_factory.mktemp("traced")
    tracer = ("strace", "-f", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", f"{root}/trace")
    with messy_world(root, tracer) as world:
        yield world


def recorded(world: World) -> tuple[set[str], set[str]]:
    """Return the paths that the last answer depends on, and the folders of which it knows all names."""
    newest = max(world.kept.iterdir(), key=os.path.getmtime)
    *_, questions, links, targets, listed = open_answer(world, newest)
    paths = {
        f"{folder}{name}" for grouped in (links, targets) for folder, names in grouped.items() for name, _ in names
    }
    asked = {path for (_, path, *_), _ in questions}
    return {os.path.normpath(path) for path in paths | asked | set(listed)}, {os.path.normpath(path) for path in listed}


def unseen(world: World, process: int) -> Iterator[str]:
    """Yield the paths in the world that a run named and no stamp of its answer stands for."""
    paths, listed = recorded(world)
    known = paths | {os.path.realpath(path) for path in paths}
    known |= {str(folder) for path in known for folder in Path(path).parents}  # on the way to what is recorded
    own = (str(world.home / ".cache"), str(world.home / ".local/state/aiwg/secret"), str(world.root / "io"))
    for path in sorted(paths_of(process, world.root / "trace", str(world.project))):
        if not path.startswith(f"{world.root}/") or path.startswith(own) or path in known:
            continue
        if not os.path.lexists(path) and os.path.dirname(path) in listed:
            continue
        yield path


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_all_that_a_run_names_is_recorded(traced: World, arguments: tuple[str, ...]) -> None:
    """An answer depends on every path that its run, or a git that it started, named in the project and around it."""
    said = traced.run(*arguments)
    assert said.kept, said.obstacle
    left = list(unseen(traced, said.process))
    assert not left, "\n".join(left)
