"""What real clients send to their model in the messy projects, recorded for the tests of `aiwg context`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.dialogue import directive
from tests.conformance.model.server import Model, serving
from tests.conformance.probe import settle
from tests.conformance.provoke import Errand
from tests.conformance.room import Room
from tests.conformance.served import served
from tests.conformance.table import Client
from tests.loading.projects import READ_TOKEN, Messy, projects

RECORDED = Path(__file__).parent.parent / "loading" / "recorded.yaml"
HEAD = """\
# Written by `make record-context`: how often each token of a project of projects.yaml stood in one request of a real
# client to its model. A pair says it for the requests before and after the client read a file. What is not listed stood
# in none.
"""


def record(chosen: Sequence[Client], names: Sequence[str], folder: Path) -> None:
    """Run clients in the projects of these names, all if none, and write what they sent; rooms are made in a folder.

    Raises AssertionError when a client sends nothing, or does not read the file that it was asked to read.
    """
    for client in chosen:
        for name in names or projects():
            counts = count(client, projects()[name], folder / f"{client.name}-{name}")
            keep(client, name, counts)
            print(f"{client.name} {name}: {len(counts)} of {len(projects()[name].tokens())}", flush=True)


def count(client: Client, messy: Messy, folder: Path) -> dict[str, Any]:
    """Return how often each token that a client sent stood in one request: a number, or one before and one after."""
    room = Room(client, folder, "project")
    room.furnish()
    messy.write(room.project, room.home)
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        settle(room, [])
        _ask(room, messy)
    for number, request in enumerate(model.requests, 1):
        (folder / f"request-{number}.json").write_text(request.text, encoding="utf-8")
    return _counts(model, messy, room)


def _ask(room: Room, messy: Messy) -> None:
    prompt = room.client.hello
    if messy.read:
        path = str(room.project / messy.read)
        calls = room.filled(room.client.provoke.get("file", {}), path=path).get("call", {})
        prompt += "".join(directive(tools, arguments) for tools, arguments in calls.items())
    folder = room.project / messy.start
    if room.client.serve:
        with served(room, folder) as server:
            server.do(Errand(messy.name, prompt))
    else:
        room.run(room.filled(room.client.ask, prompt=prompt), folder)


def _counts(model: Model, messy: Messy, room: Room) -> dict[str, Any]:
    texts = [request.text for request in model.requests]
    before = [text for text in texts if READ_TOKEN not in text]
    after = [text for text in texts if READ_TOKEN in text]
    assert before, f"{room.client.name} sent nothing in {messy.name}: {room.steps[-1]}"
    reads = messy.read and "file" in room.client.provoke
    assert after or not reads, f"{room.client.name} read nothing in {messy.name}: {room.steps[-1]}"
    counts: dict[str, Any] = {}
    for label, word in messy.tokens().items():
        pair = [max((text.count(word) for text in group), default=0) for group in (before, after)]
        if any(pair):
            counts[label] = pair if after else pair[0]
    return counts


def keep(client: Client, project: str, counts: dict[str, Any]) -> None:
    """Put what a client sent in one project into the recording; another version's are dropped."""
    recorded = yaml.safe_load(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else None
    recorded = recorded or {}
    entry = recorded.get(client.name)
    if entry is None or entry["version"] != client.version:
        entry = recorded[client.name] = {"version": client.version, "projects": {}}
    entry["projects"][project] = counts
    in_order = {name: entry["projects"][name] for name in projects() if name in entry["projects"]}
    entry["projects"] = in_order
    text = yaml.safe_dump(dict(sorted(recorded.items())), sort_keys=False, width=120, default_flow_style=None)
    RECORDED.write_text(HEAD + text, encoding="utf-8")
