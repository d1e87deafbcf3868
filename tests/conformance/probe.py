"""One probe: deploy the sample for one platform and scope, run its client, and say what it loaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.accept import ACCEPT
from tests.conformance.evidence import Evidence, Finding
from tests.conformance.expect import Expected, expectations
from tests.conformance.left_behind import nothing_left_behind
from tests.conformance.model.server import serving
from tests.conformance.provoke import errands
from tests.conformance.room import Room
from tests.conformance.sample import CONTROL, DENIED, write_sample
from tests.conformance.served import served
from tests.conformance.table import Client


@dataclass(frozen=True, slots=True)
class Probe:
    """What one run of a client in one scope showed."""

    room: Room
    findings: list[Finding]
    requests: int
    seconds: float

    @property
    def missing(self) -> list[str]:
        """The parts that should have been loaded and were not, with where they were deployed to."""
        lost = [finding for finding in self.findings if finding.is_missing]
        return [f"{each.label} ({each.expected.level}, as {each.expected.form}: {each.expected.path})" for each in lost]


def probe(
    client: Client,
    scope: str,
    folder: Path,
    prepare: Callable[[Room], None] | None = None,
    others: Sequence[tuple[str, str]] = (),
) -> Probe:
    """Deploy into a fresh room, run the client there, and return what it showed.

    `prepare` may change the room before the deploy; `others` are platforms, with their scopes, that are deployed to
    as well. Raises AssertionError when the deploy fails.
    """
    started = time.monotonic()
    room = Room(client, folder, scope, others=others)
    room.furnish()
    sample = write_sample(folder / "source", room.project, room.marks)
    if prepare:
        prepare(room)
    expected = expectations(sample, room.deploy("--source", str(sample.source)), client.platform)
    evidence = Evidence()
    with serving() as model, nothing_left_behind(room):
        room.url = model.url
        settle(room, expected)
        ask(room, expected, evidence)
    for number, request in enumerate(model.requests, 1):
        (folder / f"request-{number}.json").write_text(request.text, encoding="utf-8")
        evidence.add("request", f"request {number}", request.text)
    note_denials(room, expected)
    evidence.add("marks", "marks", room.marks.read_text(encoding="utf-8"))
    findings = evidence.findings(expected, client)
    return Probe(room, findings, len(model.requests), time.monotonic() - started)


def ask(room: Room, expected: list[Expected], evidence: Evidence) -> None:
    """Have the client list what it has and do what is expected of it; listings are added to the evidence."""
    if room.client.serve:
        _ask_server(room, expected, evidence)
    else:
        _ask_program(room, expected, evidence)


def note_denials(room: Room, expected: list[Expected]) -> None:
    """Mark what was denied as such: its command did not run, though the model asked for it as for its like that ran."""
    refused = not (room.project / DENIED.split()[1]).exists()
    if refused and (room.project / CONTROL.split()[1]).exists():
        denials = [word for each in expected if each.form == "permission" for word in each.tokens.values()]
        with room.marks.open("a", encoding="utf-8") as marks:
            marks.writelines(f"{word}\n" for word in denials)


def settle(room: Room, expected: list[Expected]) -> None:
    """Write the person's settings, and give the answers that a person would have given before."""
    room.settle()
    for name in room.client.accept:
        ACCEPT[name](room, expected)
    for line in room.client.prepare:
        room.run(room.filled(line))


def _ask_server(room: Room, expected: list[Expected], evidence: Evidence) -> None:
    with served(room) as server:
        server.list_all(evidence)
        for errand in errands(room, expected):
            server.do(errand)


def _ask_program(room: Room, expected: list[Expected], evidence: Evidence) -> None:
    for line in room.client.listings:
        evidence.add("listing", " ".join(line), room.run(room.filled(line)).output)
    for errand in errands(room, expected):
        line = list(errand.line) or room.filled(room.client.ask, prompt=errand.prompt)
        room.run(line, errand.folder)
