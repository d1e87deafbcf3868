"""What `aiwg context` says that a client sends in a messy project, counted as the recording counts it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aiwg.adapter.discover import load_adapter
from aiwg.adapter.environment import Environment
from aiwg.loading import DiskReader, LoadedContext, StartFolder, look_around
from tests.conformance.room import Room
from tests.conformance.table import Client
from tests.conftest import PLATFORMS
from tests.loading.projects import Messy

SURFACES = {"cline": "cli", "continue": "cli"}
"""The surface that a client is, where it is not its platform's main one."""


def look(client: Client, messy: Messy, folder: Path) -> LoadedContext:
    """Write a project and a home folder as they were when the client was recorded, and look around in them."""
    room = Room(client, folder, "project")
    (room.project / ".git").mkdir(parents=True)
    room.home.mkdir()
    messy.write(room.project, room.home)
    room.settle()
    variables = {name: room.filled(text) for name, text in client.environment.items()}
    here = StartFolder(
        str(room.project / messy.start).rstrip("/"), DiskReader(), Environment(str(room.home), variables)
    )
    return look_around(load_adapter(PLATFORMS / client.platform, "bundled"), here, SURFACES.get(client.name, ""))


def counts(context: LoadedContext, messy: Messy, folder: Path, reads: bool) -> dict[str, int | list[int]]:
    """Return how often each token stands in a request; a pair where the client reads a file."""
    before = [item.text for item in context.loaded]
    brought = [item.later for item in context.for_file(str(folder / "project" / messy.read))] if messy.read else []
    found: dict[str, int | list[int]] = {}
    for label, word in messy.tokens().items():
        pair = [_times(word, before), _times(word, [*before, *brought])]
        if any(pair):
            found[label] = pair if reads else pair[0]
    return found


def _times(word: str, texts: Iterable[str]) -> int:
    return sum(text.count(word) for text in texts)
