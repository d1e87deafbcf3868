"""Clients that run as a server: started once, since starting is the slow part, and asked over HTTP."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.conformance.evidence import Evidence
from tests.conformance.provoke import Errand
from tests.conformance.room import Room, stop

MODEL = {"providerID": "fake", "modelID": "fake-model"}
ASK_EVERY = 0.1
"""Seconds between two looks at whether the server is up."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server of a client."""

    room: Room
    port: int

    def list_all(self, evidence: Evidence) -> None:
        """Ask for every listing of the client table, as evidence."""
        for path in self.room.client.serve["listings"]:
            evidence.add("listing", f"GET {path}", self.get(path))

    def do(self, errand: Errand) -> None:
        """Do one errand in a session of its own, in the folder that the errand names if it does."""
        where = f"?directory={quote(str(errand.folder))}" if errand.folder else ""
        session = json.loads(self.post(f"/session{where}", {"title": errand.why}))["id"]
        if errand.command:
            more = {"arguments": "x", "model": "fake/fake-model", "agent": self.room.client.serve["agent"]}
            self.post(f"/session/{session}/command{where}", {"command": errand.command, **more})
        else:
            parts = [{"type": "text", "text": errand.prompt}]
            self.post(f"/session/{session}/message{where}", {"model": MODEL, "parts": parts})

    def get(self, path: str, patience: float | None = None) -> str:
        """Return the answer to a GET, whatever its status; `patience` in seconds. Raises OSError when none comes."""
        return self._send(urllib.request.Request(self._url(path)), patience)

    def post(self, path: str, body: dict[str, Any]) -> str:
        """Return the answer to a POST, whatever its status."""
        headers = {"content-type": "application/json"}
        return self._send(urllib.request.Request(self._url(path), json.dumps(body).encode(), headers))

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _send(self, request: urllib.request.Request, patience: float | None = None) -> str:
        try:
            with urllib.request.urlopen(request, timeout=patience or self.room.client.timeout) as answer:
                text: str = answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode()
        return text


@contextmanager
def served(room: Room, folder: Path | None = None) -> Iterator[Served]:
    """Start the client's server, in the project or another folder, and yield it once it answers.

    Raises AssertionError when it does not come up.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.monotonic()
    command = room.filled(room.client.serve["command"], port=str(port))
    process = room.start(command, folder)
    server = Served(room, port)
    try:
        while not _answers(server):
            waited = time.monotonic() - started
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}: {room.last_output()}"
            assert waited < room.client.timeout, f"{command[0]} is not up after {waited:.0f} s: {room.last_output()}"
            time.sleep(ASK_EVERY)
        yield server
    finally:
        stop(process)
        room.note(command, process.returncode, time.monotonic() - started)


def _answers(server: Served) -> bool:
    try:
        server.get(server.room.client.serve["ready"], patience=2)  # a request that comes too early is never answered
    except OSError:
        return False
    return True
