"""What real clients load and heed when they are started in a package, recorded: ordinary tests need no client."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.dialogue import directive
from tests.conformance.model.server import serving
from tests.conformance.probe import settle
from tests.conformance.provoke import Errand
from tests.conformance.room import Room
from tests.conformance.sample import CONTROL, DENIED, Sample, write_sample
from tests.conformance.served import served
from tests.conformance.table import Client

FILE = Path(__file__).parent / "start_folders.yaml"
HEAD = """\
# What real clients do with what aiwg deploys, by the folder that they are started in: `top` the project's, `subfolder`
# a folder below it, `package` the same folder once aiwg.yaml names it under `packages`. `times`: how often one request
# holds the text of an artifact; `ran`: how often a hook ran or a server was started; `denied`: the denied command did
# not run and its like did. Written by `make record-starts`, never by hand.
"""

PACKAGE = "packages/web"
STARTS = ("top", "subfolder", "package")
SHOWN = ("instructions/instructions", "rule/probe-always", "agent/probe-agent", "skill/probe-skill",
         "behavior/probe-behavior")  # fmt: skip
RUNNING = ("hook/on-session-start", "hook/on-prompt-submit", "mcp_server/probe-server")


def record_starts(chosen: Sequence[Client], folder: Path) -> None:
    """Start clients in each of the folders, and write down what they did; rooms are made in a folder."""
    known: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for client in chosen:
        found = {start: seen(client, start, folder / f"{client.name}-{start}") for start in STARTS}
        known[client.name] = {"platform": client.platform, "version": client.version, **found}
        print(client.name, *(f"{start}: {about}" for start, about in found.items()), sep="\n  ", flush=True)
        text = yaml.safe_dump(dict(sorted(known.items())), sort_keys=False, width=120)
        FILE.write_text(HEAD + text, encoding="utf-8")


def seen(client: Client, start: str, folder: Path) -> dict[str, Any]:
    """Return what a client did that was started in one of the folders of a fresh project."""
    room = Room(client, folder, "project")
    room.furnish()
    sample = write_sample(folder / "source", room.project, room.marks)
    started = room.project if start == "top" else room.project / PACKAGE
    (room.project / PACKAGE).mkdir(parents=True)
    if start == "package":
        (room.project / "aiwg.yaml").write_text("packages: [packages/*]\n", encoding="utf-8")
    room.deploy("--source", str(sample.source))
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        settle(room, [])
        _ask(room, started)
    texts = [request.text for request in model.requests]
    for number, text in enumerate(texts, 1):
        (folder / f"request-{number}.json").write_text(text, encoding="utf-8")
    return _summary(sample, room, started, texts)


def _ask(room: Room, started: Path) -> None:
    calls = [room.filled(room.client.provoke.get("shell", {}), command=each) for each in (CONTROL, DENIED)]
    asked = (directive(tools, how) for each in calls for tools, how in each.get("call", {}).items())
    prompt = room.client.hello + "".join(asked)
    if room.client.serve:
        with served(room, started) as server:
            server.do(Errand("start folder", prompt))
    else:
        room.run(room.filled(room.client.ask, prompt=prompt), started)


def _summary(sample: Sample, room: Room, started: Path, texts: Sequence[str]) -> dict[str, Any]:
    marks = room.marks.read_text(encoding="utf-8").split()
    words = {piece.artifact: next(iter(piece.tokens.values())) for piece in sample.pieces}
    runs = {piece.artifact: piece.tokens["run"] for piece in sample.pieces if "run" in piece.tokens}
    times = {name: max((text.count(words[name]) for text in texts), default=0) for name in SHOWN}
    ran = {name: marks.count(runs[name]) for name in RUNNING}
    control, denied = ((started / each.split()[1]).exists() for each in (CONTROL, DENIED))
    return {
        "times": {name: count for name, count in times.items() if count},
        "ran": {name: count for name, count in ran.items() if count},
        "denied": (not denied) if control else None,
    }
