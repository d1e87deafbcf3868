"""How long a watch takes until all outputs are current after `git checkout` of a branch with other sources."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from itertools import islice

from bench import corpus
from bench.bench_room import OURS, Room
from bench.measure import Sample, Usage
from bench.watching import PAUSE, Watch, await_marks, outputs_by_token, start_ours

SIZE, CHANGED = "5000", 2000
BRANCHES = ("one", "two")


class Branches:
    """A watched source in a repository with two branches, which differ in 2,000 files."""

    def __init__(self, room: Room, watch: Watch) -> None:
        """Make the branches, check out the first, and wait until it is deployed. Raises Failed."""
        self._room = room
        self._watch = watch
        changed = (artifact for artifact in room.artifacts(SIZE) if artifact.number % 5 < 2)
        self._artifacts = list(islice(changed, max(1, CHANGED // room.scale)))
        self._git("init")
        other = room.copy(watch.source, "other-branch")
        for name in BRANCHES:
            for artifact in self._artifacts:
                path, text = next(corpus.files(OURS, artifact))
                (other / path).write_text(f"{text}\nbranch-{name}.\n", encoding="utf-8")
            tree = (f"--git-dir={watch.source / '.git'}", f"--work-tree={other}")
            self._git(*tree, "checkout", "--orphan", name)
            self._git(*tree, "add", "--all")
            self._git(*tree, "commit", "-m", name)
        self._git("symbolic-ref", "HEAD", f"refs/heads/{BRANCHES[0]}")
        self._git("checkout", "--force", BRANCHES[0])
        found = outputs_by_token(watch, {artifact.token for artifact in self._artifacts})
        self._outputs = list(dict.fromkeys(path for paths in found.values() for path in paths))
        await_marks(self._outputs, f"branch-{BRANCHES[0]}.")

    def check_out(self, name: str) -> Usage:
        """Check a branch out and return what it cost until all outputs are current. Raises Failed."""
        time.sleep(5 * PAUSE)
        self._watch.await_idle()
        before, began = self._watch.cpu(), time.perf_counter()
        self._git("checkout", "--force", name)
        await_marks(self._outputs, f"branch-{name}.")
        wall = time.perf_counter() - began
        self._watch.await_idle()
        return Usage(self._watch.cpu() - before, wall, self._watch.memory("VmHWM"))

    def _git(self, *arguments: str) -> None:
        command = ["git", "-c", "user.name=bench", "-c", "user.email=bench@localhost", "-C", str(self._watch.source)]
        subprocess.run([*command, *arguments], check=True, capture_output=True, env=self._room.env)  # noqa: S603 - git


def measure(room: Room, platforms: tuple[str, ...], rounds: int) -> Iterator[Sample]:
    """Check one branch out after the other under one watch, and yield what each took. Raises Failed."""
    watch = start_ours(room, SIZE, platforms)
    try:
        branches = Branches(room, watch)
        for number in range(rounds):
            yield Sample(OURS, "checkout", branches.check_out(BRANCHES[(number + 1) % 2]))
    finally:
        watch.stop()
