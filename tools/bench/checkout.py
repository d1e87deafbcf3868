"""How long a watch takes until all outputs are current after `git checkout` of a branch with other sources.

It is measured to a branch that the watch has not seen, and back: the watch remembers the texts of the last branch.
"""

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
STEP, BACK = "checkout", "switch back"
"""The two steps of a round: to a branch that the watch has never seen, and back to the one before."""


class Branches:
    """A watched source in a repository with branches that differ in 2,000 files."""

    def __init__(self, room: Room, watch: Watch, count: int) -> None:
        """Make so many branches, check out the first, and wait until it is deployed. Raises Failed."""
        self._room = room
        self._watch = watch
        changed = (artifact for artifact in room.artifacts(SIZE) if artifact.number % 5 < 2)
        self._artifacts = list(islice(changed, max(1, CHANGED // room.scale)))
        self.names = [f"b{number}" for number in range(count)]
        self._git("init")
        other = room.copy(watch.source, "other-branch")
        for name in self.names:
            for artifact in self._artifacts:
                path, text = next(corpus.files(OURS, artifact))
                (other / path).write_text(f"{text}\nbranch-{name}.\n", encoding="utf-8")
            tree = (f"--git-dir={watch.source / '.git'}", f"--work-tree={other}")
            self._git(*tree, "checkout", "--orphan", name)
            self._git(*tree, "add", "--all")
            self._git(*tree, "commit", "-m", name)
        self._git("symbolic-ref", "HEAD", f"refs/heads/{self.names[0]}")
        self._git("checkout", "--force", self.names[0])
        found = outputs_by_token(watch, {artifact.token for artifact in self._artifacts})
        self._outputs = list(dict.fromkeys(path for paths in found.values() for path in paths))
        await_marks(self._outputs, f"branch-{self.names[0]}.")

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
    """Check new branches out under one watch, and the one before after each; yield what it took. Raises Failed."""
    watch = start_ours(room, SIZE, platforms)
    try:
        branches = Branches(room, watch, rounds + 1)
        for name in branches.names[1:]:
            yield Sample(OURS, STEP, branches.check_out(name))
            yield Sample(OURS, BACK, branches.check_out(branches.names[0]))
    finally:
        watch.stop()
