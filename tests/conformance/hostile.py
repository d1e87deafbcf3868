"""A hostile source given to real clients: deployed from a project, opened, its parts called for, and marks looked for.

Each case of `tests/hostile` would leave a file of its own name. Without consent no such file may appear, whatever the
person has permitted; with consent some must, or the instrument sees nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.dialogue import directive
from tests.conformance.model.server import serving
from tests.conformance.provoke import Errand
from tests.conformance.room import SYSTEM_PATH, Room
from tests.conformance.served import served
from tests.conformance.table import Client
from tests.hostile.corpus import Case, corpus
from tests.hostile.deploying import a_field
from tests.hostile.rounds import NAME

PROJECTS = {
    "commands": ("command", "hook", "mcp_server", "permission", "plugin", "marketplace"),
    "skills": ("skill", "behavior"),
    "agents": ("agent", "rule", "instructions"),
}
"""The projects, and the kinds in each."""

CALLED, AT_ONCE, TYPED, SERVED, ENTRIES = 40, 20, 6, 60, 6
"""How many skills and agents the model calls for, how many of them in one session; how many commands a person types,
of a server, which is quick, more; and how many entries a file of many holds."""


@dataclass
class Tried:
    """What one client did in one project."""

    client: Client
    project: str
    consent: bool
    artifacts: int = 0
    files: int = 0
    provoked: int = 0
    requests: int = 0
    late: int = 0
    """How many of them had no answer in time; what they started counts all the same."""
    executed: set[str] = field(default_factory=set)


def try_all(chosen: Sequence[Client], projects: Sequence[str], keep: Path | None) -> list[Tried]:
    """Run clients in every project without consent, and in the first with it; print what each did."""
    found = []
    with TemporaryDirectory() as temporary:
        for client in chosen:
            for project, consent in [*((project, False) for project in projects), (projects[0], True)]:
                folder = (keep or Path(temporary)) / f"{client.name}-{project}-{'with' if consent else 'without'}"
                found.append(_try(client, project, folder, consent))
                print(_line(found[-1]), flush=True)
    return found


def _line(tried: Tried) -> str:
    consent = "with consent   " if tried.consent else "without consent"
    counts = (
        f"{tried.artifacts:4} artifacts {tried.files:5} files {tried.provoked:3} called for {tried.requests:4} requests"
    )
    some = ", ".join(f"{id} ({_what(id)})" for id in sorted(tried.executed)[:4])
    name = f"{tried.client.name} {tried.client.version}"
    return f"{name:18} {tried.project:9} {consent} {counts} {len(tried.executed):4} executed  {some}"


def _what(id: str) -> str:
    return next((case.what[:60] for case in corpus() if case.id == id), "")


def cases_for(project: str) -> list[Case]:
    """Return the cases of a project: all of the Markdown kinds' tricks, and some entries of each file of many."""
    kinds = PROJECTS[project]
    found = [case for case in corpus() if case.kind in kinds and case.entry is None]
    for kind in kinds:
        entries = [case for case in corpus() if case.kind == kind and case.entry is not None]
        found += entries[:: max(1, len(entries) // ENTRIES)] if entries else []
    return found


def _try(client: Client, project: str, folder: Path, consent: bool) -> Tried:
    room = Room(client, folder, "project")
    folder.mkdir(parents=True)
    room.furnish()
    with patch.dict(os.environ, {"HOME": str(room.home)}):
        ground = a_field(room.project, cases_for(project))
        ground.emitted(client.platform)
    if consent:
        _trust(room)
    room.deploy()
    files = [path for path in room.project.rglob("*") if path.is_file() and ".aiwg" not in path.parts]
    tried = Tried(client, project, consent, len(ground.cases), len(files))
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        room.settle()
        _acknowledge(room)
        errands = list(_errands(room, ground.cases, files))
        tried.provoked = sum(int(errand.why) for errand in errands)
        tried.late = _run(room, errands, plainly=not consent)
        tried.requests = len(model.requests)
    tried.executed = {path.name for path in folder.rglob("h*") if path.is_file() and NAME.fullmatch(path.name)}
    return tried


def _trust(room: Room) -> None:
    command = [sys.executable, "-m", "aiwg", "trust", "--yes", "--project", str(room.project)]
    environment = {"HOME": str(room.home), "PATH": SYSTEM_PATH}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def _acknowledge(room: Room) -> None:
    """Answer what Gemini CLI asks of a person before it offers a project's agents."""
    import hashlib

    if "gemini-agents" in room.client.accept:
        agents = (room.project / ".gemini/agents").glob("*.md")
        digests = {agent.stem: hashlib.sha256(agent.read_bytes()).hexdigest() for agent in agents}
        file = room.home / ".gemini/acknowledgments/agents.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({str(room.project): digests}), encoding="utf-8")


def _errands(room: Room, cases: Sequence[Case], files: Sequence[Path]) -> Iterator[Errand]:
    """Yield prompts that call for many skills and agents, and one for each command that a person types.

    Each says how many things it is about.
    """
    there = {part.partition(".")[0] for path in files for part in path.relative_to(room.project).parts}
    table, calls = room.client.provoke, []
    for form, kinds in (("skill", ("skill", "behavior", "command", "rule")), ("agent", ("agent",))):
        names = [case.id for case in cases if case.kind in kinds and case.id in there]
        for name in names[:: max(1, len(names) // CALLED)]:
            provocation = room.filled(table.get(form, {}), name=name, snake=name)
            calls += [provocation["say"]] if "say" in provocation else []
            calls += [directive(tools, arguments) for tools, arguments in provocation.get("call", {}).items()]
    for start in range(0, max(1, len(calls)), AT_ONCE):
        some = calls[start : start + AT_ONCE]
        yield Errand(str(len(some)), " ".join([room.client.hello, *some]))
    of_people = {"command"} if any(case.kind == "command" for case in cases) else {"skill", "behavior"}
    typed = [case.id for case in cases if case.kind in of_people and case.id in there and "key " not in case.what]
    count = SERVED if room.client.serve else TYPED
    for name in typed[:: max(1, len(typed) // count)] if "command" in table else ():
        provocation = room.filled(table["command"], name=name, snake=name)
        yield Errand("1", provocation.get("ask", ""), provocation.get("command", ""))


def _run(room: Room, errands: Sequence[Errand], *, plainly: bool) -> int:
    """Run errands with everything permitted, and if asked, before that with what is permitted by default.

    Returns how many did not end in time.
    """
    late = 0
    if room.client.serve:
        with served(room) as server:
            for errand in errands:
                try:
                    server.do(errand)
                except TimeoutError:
                    late += 1
        return late
    for ask in (*([room.client.ask_plainly] if plainly else []), room.client.ask):
        for errand in errands:
            late += room.run(room.filled(ask, prompt=errand.prompt)).code is None
    return late
