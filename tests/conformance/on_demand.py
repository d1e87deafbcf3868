"""Real clients and artifacts on demand, recorded: the client loads one skill, and its agent finds and reads another."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.dialogue import directive
from tests.conformance.model.server import serving
from tests.conformance.probe import settle
from tests.conformance.provoke import Errand
from tests.conformance.room import Room
from tests.conformance.served import served
from tests.conformance.table import Client

FILE = Path(__file__).parent / "on_demand.yaml"
HEAD = """\
# What real clients do with a thousand skills on demand. The scripted model calls the client's own tools: it loads the
# catalog skill, runs `aiwg find`, then the command that the last line of the answer names, and opens the skill's file.
# Each line is the number of the request that first holds the text, 0 for none. `others`: how often the requests before
# the answer of `aiwg find` hold the description of another skill on demand.
# Written by `make on-demand-clients`, never by hand.
"""
MANY = 1000
CATALOG, WANTED = "aiwg-catalog", "skill/quarterly-invoices-417"
WORDS = "quarterly invoices of suppliers"
SHOW = f"aiwg show {WANTED} --body"
NEXT = f"Read one: {SHOW}"
LISTED, RULES = "Finds skills that are not loaded here", "# Find what is not loaded"
BODY, FILE_TEXT = "BODY-417", "FILE-417"
PROGRAMS = ".local/bin"
PATH = ".aiwg/skills/quarterly-invoices-417/references/steps.md"


@dataclass(slots=True)
class RoomWithAiwg(Room):
    """A room in which the client's shell finds `aiwg`."""

    def environment(self) -> dict[str, str]:
        """Return the client's environment, with the person's own programs first."""
        base = Room.environment(self)
        return {**base, "PATH": f"{self.home / PROGRAMS}:{base['PATH']}"}

    def install(self) -> None:
        """Put aiwg where the shell finds it, a login shell too, which some clients start."""
        program = self.home / PROGRAMS / "aiwg"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m aiwg "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        (self.home / ".profile").write_text(f'export PATH="$HOME/{PROGRAMS}:$PATH"\n', encoding="utf-8")


def record_on_demand(chosen: Sequence[Client], folder: Path) -> None:
    """Have each client find and read a skill, and write down what it sent; rooms are made in a folder."""
    known: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for client in chosen:
        known[client.name] = {"platform": client.platform, "version": client.version, **seen(client, folder)}
        print(client.name, known[client.name], flush=True)
        text = yaml.safe_dump(dict(sorted(known.items())), sort_keys=False, width=120)
        FILE.write_text(HEAD + text, encoding="utf-8")


def seen(client: Client, folder: Path) -> dict[str, int]:
    """Return what a client sent to the model that looks for one of a thousand skills in a fresh project."""
    room = RoomWithAiwg(client, folder / f"on-demand-{client.name}", "project")
    room.furnish()
    room.install()
    write_skills(room.project)
    room.deploy()
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        settle(room, [])
        prompt = room.client.hello + "".join(calls(room))
        if room.client.serve:
            with served(room, room.project) as server:
                server.do(Errand("on demand", prompt))
        else:
            room.run(room.filled(room.client.ask, prompt=prompt))
    texts = [request.text for request in model.requests]
    for number, text in enumerate(texts, 1):
        (room.folder / f"request-{number}.json").write_text(text, encoding="utf-8")
    return summary(texts)


def write_skills(project: Path) -> None:
    """Write a thousand skills on demand: the wanted one has a body and a file with words of their own."""
    (project / "aiwg.yaml").write_text('sources: [project]\non_demand: ["skill/*"]\n', encoding="utf-8")
    for number in range(MANY):
        name = f"quarterly-invoices-{number}" if number == 417 else f"routine-{number}"
        about = (
            "Check the quarterly invoices of suppliers." if number == 417 else f"Do the routine work number {number}."
        )
        skill = project / ".aiwg/skills" / name / "SKILL.md"
        (skill.parent / "references").mkdir(parents=True)
        skill.write_text(f"---\nname: {name}\ndescription: {about}\n---\nBODY-{number}\n", encoding="utf-8")
        (skill.parent / "references/steps.md").write_text(f"FILE-{number}\n", encoding="utf-8")


def calls(room: Room) -> Iterator[str]:
    """Yield the tool calls of the model: the catalog skill by its name, then the commands that it names."""
    skill = room.client.provoke["skill"]
    for tools, arguments in room.filled(skill.get("call", {}), name=CATALOG).items():
        yield directive(tools, arguments)
    yield room.filled(f" {skill['say']}", name=CATALOG) if "say" in skill else ""
    for command in (f"aiwg find {WORDS}", SHOW, f"cat {PATH}"):
        for tools, arguments in room.filled(room.client.provoke["shell"], command=command).get("call", {}).items():
            yield directive(tools, arguments)


def summary(texts: Sequence[str]) -> dict[str, int]:
    """Return in which request each text came first, and how often others came along."""

    def first(words: str) -> int:
        return next((number for number, text in enumerate(texts, 1) if words in text), 0)

    found = first(NEXT)
    return {
        "listed": first(LISTED),
        "catalog": first(RULES),
        "found": found,
        "body": first(BODY),
        "file": first(FILE_TEXT),
        "others": sum(text.count("Do routine work") for number, text in enumerate(texts, 1) if number < found),
    }
