"""The steps of aiwg in one round, and the yardsticks beside it: a bare interpreter, and a copy of the outputs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import corpus
from bench.bench_room import OURS, Room
from bench.corpus import EVEN_BYTES, Artifact
from bench.measure import Sample, Usage, count_files, steady

STATE = ".aiwg"
FIRST, NOOP, EDIT = "first", "no-op", "one edit"
PYTHON, COPY = "python", "copy"
HAS_FINDINGS = 5
"""How doctor ends where a platform cuts instructions as long as those of a thousand artifacts."""

COPY_AND_SYNC = 'target=$1; shift; cp -r -- "$@" "$target" && sync -f "$target"'
"""`sync -f` writes out the file system of the copies, all at once."""

EDITED = Artifact("rules", 1, EVEN_BYTES)
"""The artifact that is edited: every tree has one of this kind and number."""


@dataclass(frozen=True, slots=True)
class Case:
    """A tree, the platforms that it is deployed to, and how often a standard run measures it.

    `peers`: in how many of the first rounds another tool takes part, by its name. `asks`: whether the commands that
    only look are measured too. `edits`: whether a deploy after one edit is, and `peers_edit` that of other tools.
    """

    name: str
    size: str
    platforms: tuple[str, ...]
    rounds: int
    peers: dict[str, int]
    asks: bool = False
    edits: bool = True
    peers_edit: bool = True


class Own:
    """aiwg in the rounds of one case. Its source is edited once a round."""

    def __init__(self, room: Room, case: Case) -> None:
        self._room = room
        self._case = case
        self._source = room.copy(room.source(case.size), "edited")

    def run_round(self) -> Iterator[Sample]:
        """Measure a first deploy and a copy of its outputs, runs without a change, and a run after one edit."""
        room, case, source = self._room, self._case, self._source
        project = room.fresh(f"project-{case.name.replace(' ', '-')}")
        yield Sample(PYTHON, "bare", bare(room))
        first = room.deploy(source, project, case.platforms)
        yield Sample(OURS, FIRST, first, count_files(project, (STATE,)))
        yield Sample(COPY, FIRST, copied(room, project))
        yield Sample(OURS, NOOP, steady(lambda: room.deploy(source, project, case.platforms)))
        if case.edits:
            with (source / next(corpus.files(OURS, EDITED))[0]).open("a", encoding="utf-8") as stream:
                stream.write("\nOne more sentence.\n")
            yield Sample(OURS, EDIT, room.deploy(source, project, case.platforms))
        if case.asks:
            yield from self._asked(project)

    def _asked(self, project: Path) -> Iterator[Sample]:
        """Measure the commands that only look, each after a run of its own that is not measured."""
        at = ("--project", str(project))
        commands = {
            "status": ("status", *at),
            "list": ("list", *at),
            "doctor": ("doctor", *at),
            "context": ("context", self._case.platforms[0], *at),
            "sync --check": ("sync", "--check", "--quiet", *at),
        }
        for step, arguments in commands.items():
            command = self._room.aiwg(*arguments)

            def once(command: list[str] = command) -> Usage:
                return self._room.run(command, self._room.work, (0, HAS_FINDINGS))

            once()
            yield Sample(OURS, step, steady(once))


def bare(room: Room) -> Usage:
    """Return what an interpreter costs that does nothing."""
    return steady(lambda: room.run([sys.executable, "-c", "pass"], room.work), 7)


def copied(room: Room, project: Path) -> Usage:
    """Return the cost of copying the outputs of a project, without our state, and syncing the copies."""
    outputs = [str(entry) for entry in sorted(project.iterdir()) if entry.name != STATE]
    return room.run(["sh", "-c", COPY_AND_SYNC, "sh", str(room.fresh("copied")), *outputs], room.work)
