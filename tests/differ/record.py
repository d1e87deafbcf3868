"""What clients were seen to send, kept one layout a line, so that a run goes on where the last one stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.differ.layouts import Layout, layout_from

FOLDER = Path(os.environ.get("AIWG_DIFFER_RECORDS") or Path(__file__).parent / "recorded")
STOPPED = "stopped"
"""Stands for the counts of a client that did not start in a layout."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One layout that a client was asked about: its number, 0 for one that was shrunk, and what the client sent.

    `seconds` is how long the client took.
    """

    number: int
    version: str
    layout: Layout
    sent: Mapping[str, Any] | str
    seconds: float

    def line(self) -> str:
        """Return the entry as one line of JSON."""
        data = {"number": self.number, "version": self.version, "seconds": round(self.seconds, 1)}
        return json.dumps({**data, **self.layout.data(), "sent": self.sent}, separators=(",", ":"), ensure_ascii=False)


def recorded(client: str) -> list[Entry]:
    """Return all that a client was asked so far."""
    path = FOLDER / f"{client}.jsonl"
    return [_entry(line) for line in _lines(path)]


def _lines(path: Path) -> Iterator[str]:
    if path.exists():
        # a run that was cut off may have left half a line
        yield from (line for line in path.read_text(encoding="utf-8").split("\n") if line.endswith("}"))


def _entry(line: str) -> Entry:
    data = json.loads(line)
    return Entry(data["number"], data["version"], layout_from(data), data["sent"], data["seconds"])


def append(client: str, entry: Entry) -> None:
    """Add one entry to a client's record."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{client}.jsonl").open("a", encoding="utf-8") as file:
        file.write(entry.line() + "\n")
