"""From what is expected to what the client is asked: one prompt for most, and runs of their own for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.expect import Expected
from tests.conformance.model.dialogue import directive
from tests.conformance.room import Room
from tests.conformance.sample import CONTROL, DENIED


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to have the client do: send a prompt, run one of its commands, or run another program line."""

    why: str
    prompt: str = ""
    command: str = ""
    line: Sequence[str] = ()
    folder: Path | None = None


def errands(room: Room, expected: Sequence[Expected]) -> list[Errand]:
    """Return what to have the client do, the common prompt first.

    A provocation of the table says either `call` (tools, in order) or `say` (words), which go into the common prompt,
    or `ask` (a prompt), `command` (a name) or `run` (a program line), which are errands of their own.
    """
    words, calls, own = [room.client.hello], [], []
    for why, provocation in _provocations(room, expected):
        words += [provocation["say"]] if "say" in provocation else []
        calls += [directive(tools, arguments) for tools, arguments in provocation.get("call", {}).items()]
        folder = Path(provocation["folder"]) if "folder" in provocation else None
        if provocation.keys() & {"ask", "command", "run"}:
            prompt, command = provocation.get("ask", ""), provocation.get("command", "")
            own.append(Errand(why, prompt, command, provocation.get("run", ()), folder))
    return [Errand("everything", " ".join(words) + "".join(dict.fromkeys(calls))), *own]


def _provocations(room: Room, expected: Sequence[Expected]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in expected:
        table = room.client.provoke
        about = {
            "name": each.name,
            "snake": each.name.replace("-", "_"),
            "path": each.path.replace("~", str(room.home), 1),
        }
        if each.piece.trigger:
            file = room.project / each.piece.trigger
            about = {"path": str(file), "folder": str(file.parent)}
            way = "folder" if each.form == "instructions" and "folder" in table else "file"
            yield each.piece.artifact, room.filled(table.get(way, {}), **about)
        elif each.form == "permission":
            for command in (CONTROL, DENIED):
                yield each.piece.artifact, room.filled(table.get("shell", {}), command=command)
        elif each.form == "hook" and "hook" in table:
            yield each.piece.artifact, room.filled(table["hook"], **about)
        elif each.is_for_people and "skill-for-people" in table:
            yield each.piece.artifact, room.filled(table["skill-for-people"], **about)
        elif each.form in ("skill", "agent", "command") and each.form in table:
            yield each.piece.artifact, room.filled(table[each.form], **about)
